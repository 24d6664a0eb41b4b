
select id, country, total from "staging"."stg_orders"
