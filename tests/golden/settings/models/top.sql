select '{{var "region"}}' as region, '{{env_var "USER_NAME"}}' as who, '{{var "none" "x"}}' as otherwise, '{{target.name}} {{schema}}' as target
