{{config sort=(list "order_date" "territory_id")}}

with days as (
  select
    order_date,
    territory_id,
    channel,
    count(distinct order_id) as order_count,
    count(distinct customer_id) as customer_count,
    sum(subtotal_amount) as sales_amount
  from {{ref "fct_orders"}}
  where status_name not in ('Rejected', 'Cancelled')
  group by order_date, territory_id, channel
)

select
  order_date,
  {{date_key "order_date"}} as order_date_key,
  territory_id,
  channel,
  order_count::integer as order_count,
  customer_count::integer as customer_count,
  sales_amount::numeric(18, 2) as sales_amount,
  {{ratio "sales_amount" "order_count" scale=2}} as average_order_amount,
  round(ratio_to_report(sales_amount) over (partition by order_date), 4)::numeric(9, 4) as share_of_day,
  sum(sales_amount) over (
    partition by territory_id, channel, date_trunc('month', order_date)
    order by order_date
    rows unbounded preceding
  )::numeric(18, 2) as month_to_date_amount,
  datediff(day, lag(order_date) over (partition by territory_id, channel order by order_date), order_date)
    as days_since_last_sale
from days
