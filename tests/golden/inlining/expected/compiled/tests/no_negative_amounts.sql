with __dbt__cte__base as (

select id, amount from "analytics"."payments"

)
select * from __dbt__cte__base where amount < 0
