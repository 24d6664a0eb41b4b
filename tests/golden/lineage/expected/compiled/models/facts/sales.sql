with __dbt__cte__large_orders as (

select order_id, country as land, total from "core"."orders" where total > 100

), ranked as (
  select c.name, o.total, row_number() over (partition by o.land order by o.total desc) as place
  from __dbt__cte__large_orders as o
  left join "reference"."countries" as c on c.country = o.land
)
select name as country, sum(total) as total,
  max(case when place = 1 then total end) as largest
from ranked
group by name
