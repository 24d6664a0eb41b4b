{{config unique_key="state_id"}}

select
  stateprovinceid as state_id,
  trim(stateprovincecode) as state_code,
  upper(trim(countryregioncode)) as country_code,
  concat_ws('-', upper(trim(countryregioncode)), trim(stateprovincecode)) as region_code,
  {{clean_text "name"}} as state_name,
  territoryid as territory_id,
  modifieddate as modified_at
from {{source "person" "states"}}
