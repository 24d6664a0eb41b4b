{{config materialized="table"}}
select l.order_id, l.nothing, count(*) n
from {{ref "lines"}} l join {{ref "order"}} o on true
