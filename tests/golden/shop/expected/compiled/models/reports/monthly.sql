
select month, sum(revenue) as revenue
from "reports"."revenue"
group by month
