{{config sort="address_id"}}

select
  addresses.address_id,
  addresses.street_address,
  addresses.city,
  addresses.postal_code,
  states.region_code,
  states.state_name,
  states.country_code,
  countries.country_name,
  territories.territory_id,
  territories.territory_name,
  addresses.city || ', ' || nvl(states.state_code, '?') || ', ' || nvl(states.country_code, '?') as place
from {{ref "addresses"}} as addresses
left join {{ref "states"}} as states on states.state_id = addresses.state_id
left join {{ref "country_regions"}} as countries on countries.country_code = states.country_code
left join {{ref "sales_territories"}} as territories on territories.territory_id = states.territory_id
