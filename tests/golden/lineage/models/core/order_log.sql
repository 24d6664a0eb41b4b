{{config strategy="append"}}
select order_id,
  {{#if (is_incremental)}}total{{else}}cast(0 as decimal(18, 2)){{/if}} as total
from {{ref "stg_orders"}}
{{#if (is_incremental)}}where order_id > (select min(order_id) from {{this}}){{/if}}
