
select id, status, total from `shop`.`orders`
