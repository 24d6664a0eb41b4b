{{config materialized="view"}}
select month, sum(revenue) as revenue
from {{ref "revenue"}}
group by month
