

select l.order_id, l.line_no, o.ordered_on, p.product, l.quantity * p.price as amount
from "core"."lines" as l
join "core"."orders" as o on o.order_id = l.order_id
left join "core"."products" as p on p.product_id = l.product_id
