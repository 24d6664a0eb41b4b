select `id` from `shop`.`salesorder` where `id` is null
