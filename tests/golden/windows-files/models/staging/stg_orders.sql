select
  id as order_id,
  customer_id,
  {{clean "status"}} as status,
  to_date(ordered_at) as order_date,
  cast(total as decimal(18, 2)) as total
from {{source "shop" "orders"}}
where total is not null
