{{config unique_key="order_id" on_delete="hard"}}
select order_id, customer_id, status, order_date, total
from {{ref "stg_orders"}}
