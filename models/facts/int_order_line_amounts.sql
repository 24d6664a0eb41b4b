{{config materialized="ephemeral"}}

-- What a line comes to, before tax and freight. The order system rounds the line, not its parts.
select
  order_line_id,
  order_id,
  product_id,
  quantity,
  unit_price,
  discount_rate,
  (quantity * unit_price)::numeric(18, 4) as gross_amount,
  (quantity * unit_price * discount_rate)::numeric(18, 4) as discount_amount,
  round(quantity * unit_price * (1 - discount_rate), 4)::numeric(18, 4) as net_amount
from {{ref "order_lines"}}
