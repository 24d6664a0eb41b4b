{{config unique_key="customer_id"}}

select
  customer_id,
  person_id,
  store_id,
  territory_id,
  customer_type,
  customer_number
from {{ref "stg_customers"}}
