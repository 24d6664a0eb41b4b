{{config materialized="incremental" strategy="cdc" unique_key="id"}}
select id, country, total from {{ref "stg_orders"}}
