with __dbt__cte__base as (

select id, amount from "analytics"."payments"

), __dbt__cte__doubled as (

-- doubled
with twice as (select id, amount * 2 as amount from __dbt__cte__base)
select * from twice

)
select id from __dbt__cte__doubled union all select id from __dbt__cte__base
