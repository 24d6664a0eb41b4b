select id as customer_id, nullif(trim(name), '') as name, upper(country) as country
from `shop`.`customers`
