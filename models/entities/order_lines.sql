{{config unique_key="order_line_id"}}

select
  order_line_id,
  order_id,
  product_id,
  special_offer_id,
  quantity,
  unit_price,
  discount_rate,
  modified_at
from {{ref "stg_order_lines"}}
