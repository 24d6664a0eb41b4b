
select id as order_id, status from `shop`.`orders`
