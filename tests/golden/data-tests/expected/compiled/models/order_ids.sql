
select id as order_id from "core"."orders"
