
select country, total from "analytics"."countries_sold" order by total desc limit 10
