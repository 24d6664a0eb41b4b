
select order_id, customer_id, status, order_date, total
from "staging"."stg_orders"
