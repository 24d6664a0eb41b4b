{{config unique_key="address_id"}}

select
  address_id,
  address_line_1,
  address_line_2,
  street_address,
  city,
  state_id,
  postal_code,
  modified_at
from {{ref "stg_addresses"}}
