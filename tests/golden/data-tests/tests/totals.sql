{{config severity="warn" warn_if=">1" tags="daily" fail_calc="sum(total)"}}
select total from {{ref "orders"}} where total < 0
