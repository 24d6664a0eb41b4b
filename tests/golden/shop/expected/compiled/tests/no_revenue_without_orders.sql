
select * from "reports"."revenue" where revenue > 0 and orders = 0
