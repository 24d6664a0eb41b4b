
select order_id, customer_id, country, total
from "staging"."stg_orders"
