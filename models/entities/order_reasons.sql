{{config unique_key=(list "order_id" "sales_reason_id")}}

select
  order_id,
  sales_reason_id,
  modified_at
from {{ref "stg_order_reasons"}}
