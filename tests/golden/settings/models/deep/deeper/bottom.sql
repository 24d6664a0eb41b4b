select 1 as one, {{ref "top"}}.region from {{ref "top"}}
