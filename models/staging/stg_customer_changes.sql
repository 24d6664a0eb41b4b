{{config keep="all"}}

-- Every change of a customer: what the history of customers is made of. Files from before the loyalty programme do not
-- have its column.
select
  customerid as customer_id,
  territoryid as territory_id,
  loyaltytier as loyalty_tier
from {{source "sales" "customers"}}
