select `id` from `staging`.`stg_orders` where `id` is null
