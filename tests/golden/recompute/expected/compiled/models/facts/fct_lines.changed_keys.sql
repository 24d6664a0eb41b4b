select "order_id" as "order_id" from "tidemill"."feed__core__orders"
union
select "order_id" as "order_id" from "tidemill"."feed__core__lines"
