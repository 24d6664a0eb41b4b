{{config unique_key="address_id"}}

select
  addressid as address_id,
  {{clean_text "addressline1"}} as address_line_1,
  {{clean_text "addressline2"}} as address_line_2,
  concat_ws(', ', {{clean_text "addressline1"}}, {{clean_text "addressline2"}}) as street_address,
  initcap({{clean_text "city"}}) as city,
  stateprovinceid as state_id,
  upper({{clean_text "postalcode"}}) as postal_code,
  modifieddate as modified_at
from {{source "person" "addresses"}}
