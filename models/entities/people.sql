{{config unique_key="person_id"}}

select
  person_id,
  person_type,
  title,
  first_name,
  middle_name,
  last_name,
  suffix,
  full_name,
  name_hash,
  email_promotion_id,
  modified_at
from {{ref "stg_people"}}
