
select id, amount from "analytics"."payments"
