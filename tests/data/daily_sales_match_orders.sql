-- The daily figures are the orders, added up differently.
with daily as (
  select sum(sales_amount) as amount, sum(order_count) as order_count from {{ref "fct_daily_sales"}}
),

expected as (
  select sum(subtotal_amount) as amount, count(*) as order_count
  from {{ref "fct_orders"}}
  where status_name not in ('Rejected', 'Cancelled')
)

select
  daily.amount,
  expected.amount as expected_amount,
  daily.order_count,
  expected.order_count as expected_order_count
from daily
cross join expected
where daily.amount <> expected.amount or daily.order_count <> expected.order_count
