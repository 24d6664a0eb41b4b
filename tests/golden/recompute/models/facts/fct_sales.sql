{{config unique_key=(list "order_id" "line_no") static=(list "orders")}}
{{#changed_keys}}
  select line_no, order_id from {{changes "lines"}}
  union
  select l.line_no, l.order_id from {{changes "products"}} as p join {{ref "lines"}} as l on l.product_id = p.product_id
{{/changed_keys}}
select l.order_id, l.line_no, o.ordered_on, p.product, l.quantity * p.price as amount
from {{ref "lines"}} as l
join {{ref "orders"}} as o on o.order_id = l.order_id
left join {{ref "products"}} as p on p.product_id = l.product_id
