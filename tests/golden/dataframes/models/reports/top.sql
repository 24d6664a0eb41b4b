{{config materialized="table"}}
select country, total from {{ref "by_country"}} order by total desc limit 10
