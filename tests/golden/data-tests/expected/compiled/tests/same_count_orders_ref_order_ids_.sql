select 1 as differs where (select count(*) from "core"."orders") <> (select count(*) from "core"."order_ids")
