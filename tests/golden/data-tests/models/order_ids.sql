{{config materialized="view"}}
select id as order_id from {{ref "orders"}}
