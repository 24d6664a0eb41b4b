{{config unique_key="product_id"}}
select product_id, product, price from {{ref "stg_products"}}
