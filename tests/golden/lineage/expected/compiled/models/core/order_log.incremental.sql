
select order_id,
  total as total
from "staging"."stg_orders"
where order_id > (select min(order_id) from "core"."order_log")
