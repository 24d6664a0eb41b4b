select id as customer_id, {{clean "name"}} as name, upper(country) as country
from {{source "shop" "customers"}}
