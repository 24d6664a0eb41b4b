{{config unique_key="store_id"}}

select
  store_id,
  store_name,
  sales_person_id,
  modified_at
from {{ref "stg_stores"}}
