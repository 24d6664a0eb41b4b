{{config warn_if=">0" error_if=">25"}}

-- An order comes to the sum of its lines, and its total to goods, tax and freight. A few differ while lines are late.
with lines as (
  select order_id, sum(net_amount) as net_amount
  from {{ref "fct_order_lines"}}
  group by order_id
)

select orders.order_id, orders.subtotal_amount, lines.net_amount, orders.total_amount
from {{ref "fct_orders"}} as orders
left join lines on lines.order_id = orders.order_id
where abs(orders.subtotal_amount - nvl(lines.net_amount, 0)) > 0.02
  or abs(orders.total_amount - orders.subtotal_amount - orders.tax_amount - orders.freight_amount) > 0.02
