
select order_id, country as land, total from "core"."orders" where total > 100
