{{config dist="order_id" sort="order_date"}}

with lines as (
  select
    order_id,
    count(*) as line_count,
    sum(quantity) as quantity,
    sum(discount_amount) as discount_amount
  from {{ref "int_order_line_amounts"}}
  group by order_id
),

reasons as (
  select
    order_reasons.order_id,
    listagg(reasons.reason_name, ', ') within group (order by reasons.reason_name) as reason_names,
    bool_or(reasons.is_campaign) as is_from_campaign
  from {{ref "order_reasons"}} as order_reasons
  join {{ref "dim_sales_reason"}} as reasons on reasons.sales_reason_id = order_reasons.sales_reason_id
  group by order_reasons.order_id
)

select
  orders.order_id,
  orders.revision_number,
  orders.customer_id,
  orders.ship_to_address_id,
  orders.ship_method_id,
  orders.territory_id,
  decode(orders.is_online, true, 'online', 'store') as channel,
  statuses.status_name,
  statuses.is_open,
  orders.order_date,
  {{date_key "orders.order_date"}} as order_date_key,
  orders.due_date,
  orders.ship_date,
  dateadd(day, {{var "days_until_shipped"}}, orders.order_date)::date as promised_ship_date,
  datediff(day, orders.order_date, orders.ship_date) as days_to_ship,
  nvl(orders.ship_date > orders.due_date, false) as is_shipped_late,
  nvl(lines.line_count, 0)::integer as line_count,
  nvl(lines.quantity, 0)::integer as quantity,
  {{money "orders.subtotal_amount"}} as subtotal_amount,
  {{money "nvl(lines.discount_amount, 0)"}} as discount_amount,
  {{money "orders.tax_amount"}} as tax_amount,
  {{money "orders.freight_amount"}} as freight_amount,
  {{money "orders.total_amount"}} as total_amount,
  nvl(reasons.reason_names, 'Not given') as sales_reasons,
  nvl(reasons.is_from_campaign, false) as is_from_campaign
from {{ref "orders"}} as orders
left join {{ref "order_statuses"}} as statuses on statuses.order_status_id = orders.order_status_id
left join lines on lines.order_id = orders.order_id
left join reasons on reasons.order_id = orders.order_id
