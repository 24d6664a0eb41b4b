{{config dist="order_id" sort="order_date"}}

select
  lines.order_line_id,
  lines.order_id,
  orders.customer_id,
  lines.product_id,
  orders.order_date,
  {{date_key "orders.order_date"}} as order_date_key,
  row_number() over (partition by lines.order_id order by lines.order_line_id)::integer as line_number,
  lines.quantity::integer as quantity,
  lines.unit_price,
  lines.discount_rate,
  lines.gross_amount,
  lines.discount_amount,
  lines.net_amount,
  round(orders.tax_amount * ratio_to_report(lines.net_amount) over (partition by lines.order_id), 4)::numeric(18, 4)
    as tax_amount,
  round(orders.freight_amount * ratio_to_report(lines.net_amount) over (partition by lines.order_id), 4)::numeric(18, 4)
    as freight_amount,
  (lines.quantity * products.standard_cost)::numeric(18, 4) as cost_amount,
  (lines.net_amount - lines.quantity * products.standard_cost)::numeric(18, 4) as margin_amount,
  '{{var "currency"}}'::char(3) as currency_code
from {{ref "int_order_line_amounts"}} as lines
join {{ref "orders"}} as orders on orders.order_id = lines.order_id
left join {{ref "products"}} as products on products.product_id = lines.product_id
