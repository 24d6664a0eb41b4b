select id as order_id, customer_id, upper(country) as country, total, _commit_ts
from `shop`.`salesorder`
where total is not null
