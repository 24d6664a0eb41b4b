with recursive __dbt__cte__base as (

select id, amount from "analytics"."payments"

), numbers(n) as (select 1 union all select n + 1 from numbers where n < 3)
select n, b.amount from numbers join __dbt__cte__base b on b.id = n
