{{config unique_key="customer_id"}}

select
  customerid as customer_id,
  personid as person_id,
  storeid as store_id,
  territoryid as territory_id,
  if(storeid is null, 'individual', 'store') as customer_type,
  concat('AW', lpad(cast(customerid as string), 8, '0')) as customer_number
from {{source "sales" "customers"}}
