{{config unique_key="store_id"}}

select
  businessentityid as store_id,
  {{clean_text "storename"}} as store_name,
  salespersonid as sales_person_id,
  modifieddate as modified_at
from {{source "sales" "stores"}}
