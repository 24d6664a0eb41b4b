{{config engine="spark"}}
select id from {{ref "stg_orders"}} where id rlike 'x'
