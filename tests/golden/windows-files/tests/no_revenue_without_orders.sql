{{config severity="warn"}}
select * from {{ref "revenue"}} where revenue > 0 and orders = 0
