
select cast(id as bigint) as order_id, status from `shop`.`orders`
