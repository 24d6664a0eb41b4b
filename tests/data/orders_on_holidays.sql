{{config severity="warn"}}

-- Store orders on a holiday are worth a look: nobody should be there to enter them.
select orders.order_id, orders.order_date, dates.holiday_name
from {{ref "fct_orders"}} as orders
join {{ref "dim_date"}} as dates on dates.date_key = orders.order_date_key
where orders.channel = 'store' and dates.holiday_name is not null
