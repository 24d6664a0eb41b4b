with ranked as (
  select c.name, o.total, row_number() over (partition by o.land order by o.total desc) as place
  from {{ref "large_orders"}} as o
  left join {{ref "countries"}} as c on c.country = o.land
)
select name as country, sum(total) as total,
  max(case when place = 1 then total end) as largest
from ranked
group by name
