{{config unique_key="person_id"}}

-- Customers and the contacts of stores. Employees and vendors stay outside the warehouse: when a person becomes an
-- employee, the row leaves with the next batch.
select
  businessentityid as person_id,
  upper(trim(persontype)) as person_type,
  {{clean_text "title"}} as title,
  {{clean_text "firstname"}} as first_name,
  {{clean_text "regexp_replace(middlename, '[.]$', '')"}} as middle_name,
  {{clean_text "lastname"}} as last_name,
  {{clean_text "suffix"}} as suffix,
  concat_ws(' ', {{clean_text "firstname"}}, {{clean_text "lastname"}}) as full_name,
  sha2(lower(concat_ws('|', {{clean_text "firstname"}}, {{clean_text "lastname"}})), 256) as name_hash,
  emailpromotion as email_promotion_id,
  modifieddate as modified_at
from {{source "person" "people"}}
where upper(trim(persontype)) in ('IN', 'SC')
