
select o.order_id, l.line_no, o.customer_id, l.quantity
from "core"."orders" as o
join "core"."lines" as l using (order_id)
