select product_id, product, price from `shop`.`products`
