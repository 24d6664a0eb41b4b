{{config materialized="scd2" unique_key="customer_id" initial_valid_from="2001-01-01"
  unknown_member=(dict customer_id=-1 loyalty_tier="none")}}

select
  customer_id,
  territory_id,
  nvl(loyalty_tier, 'none') as loyalty_tier
from {{ref "stg_customer_changes"}}
