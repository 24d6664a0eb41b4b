select `country` as unique_field, count(*) as n_records from `analytics`.`countries_sold` where `country` is not null group by `country` having count(*) > 1
