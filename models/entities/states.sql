{{config unique_key="state_id"}}

select
  state_id,
  state_code,
  country_code,
  region_code,
  state_name,
  territory_id,
  modified_at
from {{ref "stg_states"}}
