
select order_id, country, status, total from "reference"."orders"
