{{config dist="order_id" sort="ordered_at"}}

-- Each order beside what its customer was when it was placed, whatever the customer has become since.
select
  orders.order_id,
  orders.ordered_at,
  nvl(customers.customer_id, -1) as customer_id,
  nvl(customers.version_id, 'unknown') as customer_version_id,
  nvl(customers.loyalty_tier, 'none') as loyalty_tier,
  {{money "orders.total_amount"}} as total_amount
from {{ref "orders"}} as orders
left join {{ref "dim_customer_history"}} as customers
  on customers.customer_id = orders.customer_id
  and orders.ordered_at >= customers.valid_from
  and (orders.ordered_at < customers.valid_to or customers.valid_to is null)
