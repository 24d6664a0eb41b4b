select product_id, product, price from {{source "shop" "products"}}
