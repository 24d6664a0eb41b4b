{{config materialized="view"}}

select
  sales_reason_id,
  regexp_replace(reason_name, ' +', ' ') as reason_name,
  reason_type,
  reason_type in ('Marketing', 'Promotion') as is_campaign
from {{ref "sales_reasons"}}
