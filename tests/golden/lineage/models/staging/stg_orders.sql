select id as order_id, customer_id, upper(country) as country, total, _commit_ts
from {{source "shop" "orders"}}
where total is not null
