{{config tags=(list "finance")}}
with paid as (
  select order_id, customer_id, order_date, total
  from {{ref "orders"}}
  where status = 'paid' and order_date >= '{{var "first_year"}}-01-01'
),
ranked as (
  select p.*, row_number() over (partition by p.customer_id order by p.order_date) as nth
  from paid p
)
select
  c.country,
  n.country_name,
  date_trunc('month', r.order_dat) as month,
  '{{var "currency"}}' as currency,
  count(*) as orders,
  {{cents "sum(r.total)"}} as revenue
from ranked r
join {{ref "customers"}} c on c.customer_id = r.customer_id
left join {{ref "countries"}} n on n.country = c.country
{{#if (eq target.name "local")}}
where r.nth < 100
{{/if}}
group by c.country, n.country_name, date_trunc('month', r.order_date)
