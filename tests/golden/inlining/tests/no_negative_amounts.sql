select * from {{ref "base"}} where amount < 0
