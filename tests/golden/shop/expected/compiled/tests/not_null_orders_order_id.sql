select "order_id" from "core"."orders" where "order_id" is null
