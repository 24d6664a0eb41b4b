with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < 3)
select n, b.amount from numbers join {{ref "base"}} b on b.id = n
