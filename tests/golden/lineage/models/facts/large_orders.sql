{{config materialized="ephemeral"}}
select order_id, country as land, total from {{ref "orders"}} where total > 100
