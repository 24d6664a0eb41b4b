{{config strategy="recompute" unique_key="country"}}
select s.country, sum(s.total) as total from {{ref "partitions"}} as s group by s.country
