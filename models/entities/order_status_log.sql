{{config strategy="append"}}

select
  order_id,
  revision_number,
  order_status_id,
  ship_date,
  total_amount,
  _op,
  _change_seq,
  _commit_ts
from {{ref "stg_order_changes"}}
