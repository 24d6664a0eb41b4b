with own as (select id, amount from {{ref "doubled"}})
select * from own
