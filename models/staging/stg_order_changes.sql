{{config keep="all"}}

-- Every revision of an order, not only the newest: what the status log is made of.
select
  salesorderid as order_id,
  revisionnumber as revision_number,
  status as order_status_id,
  shipdate as ship_date,
  cast(totaldue as decimal(18, 4)) as total_amount,
  _op,
  _change_seq,
  _commit_ts
from {{source "sales" "orders"}}
