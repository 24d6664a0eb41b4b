{{config unique_key=(list "order_id" "sales_reason_id")}}

select
  salesorderid as order_id,
  salesreasonid as sales_reason_id,
  modifieddate as modified_at
from {{source "sales" "order_reasons"}}
