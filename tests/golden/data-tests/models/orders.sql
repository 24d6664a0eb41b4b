{{config materialized="incremental" strategy="cdc" unique_key="id"}}
select id, status, total from {{ref "stg_orders"}}
