{{config unique_key="order_id"}}
select order_id, customer_id, country, total
from {{ref "stg_orders"}}
