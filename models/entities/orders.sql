{{config unique_key="order_id"}}

select
  order_id,
  revision_number,
  ordered_at,
  order_date,
  order_month,
  due_date,
  ship_date,
  order_status_id,
  is_online,
  account_number,
  customer_id,
  sales_person_id,
  territory_id,
  bill_to_address_id,
  ship_to_address_id,
  ship_method_id,
  subtotal_amount,
  tax_amount,
  freight_amount,
  total_amount,
  modified_at
from {{ref "stg_orders"}}
