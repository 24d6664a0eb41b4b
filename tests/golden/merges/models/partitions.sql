{{config strategy="insert_overwrite" partition_by=(list "country" "status")}}
select order_id, country, status, total from {{ref "orders"}}
