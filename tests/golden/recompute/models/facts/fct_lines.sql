{{config unique_key="order_id"}}
select o.order_id, l.line_no, o.customer_id, l.quantity
from {{ref "orders"}} as o
join {{ref "lines"}} as l using (order_id)
