{{config materialized="view"}}

select
  ship_method_id,
  initcap(ship_method_name) as ship_method_name,
  trim(split_part(ship_method_name, ' - ', 1)) as carrier_code,
  base_rate,
  rate_per_pound,
  ship_method_name ilike '%overnight%' or ship_method_name ilike '%express%' as is_express
from {{ref "ship_methods"}}
