
select * from `shop`.`notes`
