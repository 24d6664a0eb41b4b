with __dbt__cte__base as (

select id, amount from "analytics"."payments"

), twice as (select id, amount * 2 as amount from __dbt__cte__base)
select * from twice
