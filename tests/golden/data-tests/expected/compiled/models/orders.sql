
select id, status, total from "core"."stg_orders"
