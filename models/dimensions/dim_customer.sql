{{config dist="all" sort="customer_id"}}

select
  customers.customer_id,
  md5('customer-' || customers.customer_id::varchar) as customer_key,
  customers.customer_number,
  customers.customer_type,
  nvl(stores.store_name, people.full_name, 'Unknown') as customer_name,
  people.full_name as contact_name,
  people.title as contact_title,
  stores.store_name,
  stores.sales_person_id,
  decode(people.email_promotion_id, 0, 'none', 1, 'own', 2, 'own and partners', 'unknown') as email_consent,
  nvl2(people.person_id, true, false) as is_contactable,
  territories.territory_name,
  territories.territory_group,
  countries.country_name as territory_country_name
from {{ref "customers"}} as customers
left join {{ref "people"}} as people on people.person_id = customers.person_id
left join {{ref "stores"}} as stores on stores.store_id = customers.store_id
left join {{ref "sales_territories"}} as territories on territories.territory_id = customers.territory_id
left join {{ref "country_regions"}} as countries on countries.country_code = territories.country_code
