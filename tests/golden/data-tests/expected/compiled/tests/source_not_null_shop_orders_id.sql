select `id` from `shop`.`orders` where `id` is null
