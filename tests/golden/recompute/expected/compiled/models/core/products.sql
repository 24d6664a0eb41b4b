
select product_id, product, price from "staging"."stg_products"
