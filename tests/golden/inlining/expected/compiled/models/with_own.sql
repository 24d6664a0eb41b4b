with __dbt__cte__base as (

select id, amount from "analytics"."payments"

), __dbt__cte__doubled as (

-- doubled
with twice as (select id, amount * 2 as amount from __dbt__cte__base)
select * from twice

), own as (select id, amount from __dbt__cte__doubled)
select * from own
