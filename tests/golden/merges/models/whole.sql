{{config strategy="insert_overwrite"}}
select order_id, country, status, total from {{ref "orders"}}
