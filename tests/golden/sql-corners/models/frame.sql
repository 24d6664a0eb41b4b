select sum(a) over (order by a) as s from (select 1 as a)
