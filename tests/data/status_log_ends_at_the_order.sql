-- The log's last entry for an order is what the order is: gone, or in the status that the log names.
with entries as (
  select
    order_id,
    order_status_id,
    _op,
    row_number() over (partition by order_id order by _commit_ts desc, _change_seq desc) as age
  from {{ref "order_status_log"}}
),

newest as (
  select order_id, order_status_id, _op from entries where age = 1
)

select
  nvl(orders.order_id, newest.order_id) as order_id,
  orders.order_status_id,
  newest.order_status_id as logged_status_id,
  newest._op as logged_operation
from newest
full outer join {{ref "orders"}} as orders on orders.order_id = newest.order_id
where newest.order_id is null
  or (newest._op = 'D' and orders.order_id is not null)
  or (newest._op <> 'D' and nvl(orders.order_status_id, 0) <> newest.order_status_id)
