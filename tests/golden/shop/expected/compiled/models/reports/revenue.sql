
with paid as (
  select order_id, customer_id, order_date, total
  from "core"."orders"
  where status = 'paid' and order_date >= '2024-01-01'
),
ranked as (
  select p.*, row_number() over (partition by p.customer_id order by p.order_date) as nth
  from paid p
)
select
  c.country,
  n.country_name,
  date_trunc('month', r.order_date) as month,
  'EUR' as currency,
  count(*) as orders,
  (sum(r.total))::numeric(18, 2) as revenue
from ranked r
join "core"."customers" c on c.customer_id = r.customer_id
left join "reference"."countries" n on n.country = c.country

where r.nth < 100

group by c.country, n.country_name, date_trunc('month', r.order_date)
