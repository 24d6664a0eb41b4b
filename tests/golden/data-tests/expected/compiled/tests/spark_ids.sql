
select id from `core`.`stg_orders` where id rlike 'x'
