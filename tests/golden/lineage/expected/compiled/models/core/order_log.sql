
select order_id,
  cast(0 as decimal(18, 2)) as total
from "staging"."stg_orders"

