{{config materialized="table"}}
select id, price * 2 as price, id / 2 as half, name, day from {{ref "kept"}}
