{{config unique_key="order_id"}}

select
  salesorderid as order_id,
  revisionnumber as revision_number,
  orderdate as ordered_at,
  to_date(orderdate) as order_date,
  date_format(orderdate, 'yyyy-MM') as order_month,
  duedate as due_date,
  shipdate as ship_date,
  status as order_status_id,
  cast(onlineorderflag as boolean) as is_online,
  nullif(trim(accountnumber), '') as account_number,
  customerid as customer_id,
  salespersonid as sales_person_id,
  territoryid as territory_id,
  billtoaddressid as bill_to_address_id,
  shiptoaddressid as ship_to_address_id,
  shipmethodid as ship_method_id,
  cast(subtotal as decimal(18, 4)) as subtotal_amount,
  cast(taxamt as decimal(18, 4)) as tax_amount,
  cast(freight as decimal(18, 4)) as freight_amount,
  cast(totaldue as decimal(18, 4)) as total_amount,
  modifieddate as modified_at
from {{source "sales" "orders"}}
