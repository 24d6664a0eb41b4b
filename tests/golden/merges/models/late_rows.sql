{{config strategy="delete+insert" unique_key="order_id" predicates="total > nvl(10, 0)"}}
select order_id, country, status, total from {{ref "orders"}}
