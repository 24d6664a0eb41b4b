with __dbt__cte__base as (

select id, amount from "analytics"."payments"

), __dbt__cte__doubled as (

-- doubled
with twice as (select id, amount * 2 as amount from __dbt__cte__base)
select * from twice

)
select "id" as unique_field, count(*) as n_records from __dbt__cte__doubled where "id" is not null group by "id" having count(*) > 1
