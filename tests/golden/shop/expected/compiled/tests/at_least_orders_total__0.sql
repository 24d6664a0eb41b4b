select "total" from (select * from "core"."orders" where status <> 'open') where "total" < 0
