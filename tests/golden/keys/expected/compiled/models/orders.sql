
select order_id, upper(status) as status from "core"."stg_orders"
