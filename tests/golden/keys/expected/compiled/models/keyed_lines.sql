
with renamed as (select line_id as line_key, quantity from "core"."stg_keyed_lines")
select line_key, quantity from renamed where quantity > 0
