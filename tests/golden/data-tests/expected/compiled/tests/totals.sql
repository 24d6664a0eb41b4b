
select total from "core"."orders" where total < 0
