
select order_id, status from "core"."stg_changes"
