{{config unique_key="customer_id"}}
select customer_id, name, country
from {{ref "stg_customers"}}
