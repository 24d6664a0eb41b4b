{{config dist="customer_id" sort="customer_id"}}

-- "Today" is the day of the newest order, so that the figures depend on nothing but the data.
with newest as (
  select max(order_date) as order_date from {{ref "fct_orders"}}
),

lifetimes as (
  select
    customer_id,
    min(order_date) as first_order_date,
    max(order_date) as last_order_date,
    count(*) as order_count,
    sum(total_amount) as lifetime_amount,
    sum(case when is_open then total_amount else 0 end) as open_amount
  from {{ref "fct_orders"}}
  where status_name not in ('Rejected', 'Cancelled')
  group by customer_id
)

select
  lifetimes.customer_id,
  lifetimes.first_order_date,
  date_trunc('month', lifetimes.first_order_date)::date as cohort_month,
  lifetimes.last_order_date,
  datediff(day, lifetimes.last_order_date, newest.order_date) as days_since_last_order,
  lifetimes.order_count::integer as order_count,
  lifetimes.lifetime_amount::numeric(18, 2) as lifetime_amount,
  lifetimes.open_amount::numeric(18, 2) as open_amount,
  {{ratio "lifetimes.lifetime_amount" "lifetimes.order_count" scale=2}} as average_order_amount,
  ntile(5) over (order by lifetimes.lifetime_amount desc, lifetimes.customer_id)::smallint as value_quintile,
  case
    when lifetimes.order_count > 1 then 'returning'
    when datediff(day, lifetimes.last_order_date, newest.order_date) <= 30 then 'new'
    else 'one-time'
  end as segment
from lifetimes
cross join newest
