
select customer_id, name, country
from "staging"."stg_customers"
