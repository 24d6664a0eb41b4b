{{config materialized="incremental" strategy="cdc" unique_key=(list "order_id")}}
select order_id, upper(status) as status from {{ref "stg_orders"}}
