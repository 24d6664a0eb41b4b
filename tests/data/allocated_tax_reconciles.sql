-- Tax and freight are spread over the lines of an order; nothing is lost but the rounding of each line.
select
  lines.order_id,
  max(orders.tax_amount) - sum(lines.tax_amount) as tax_difference,
  max(orders.freight_amount) - sum(lines.freight_amount) as freight_difference
from {{ref "fct_order_lines"}} as lines
join {{ref "fct_orders"}} as orders on orders.order_id = lines.order_id
group by lines.order_id
having abs(max(orders.tax_amount) - sum(lines.tax_amount)) > 0.01
  or abs(max(orders.freight_amount) - sum(lines.freight_amount)) > 0.01
