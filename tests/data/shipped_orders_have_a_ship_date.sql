select order_id, status_name, ship_date
from {{ref "fct_orders"}}
where (status_name = 'Shipped') <> (ship_date is not null)
