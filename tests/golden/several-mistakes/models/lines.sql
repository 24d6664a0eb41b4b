{{config materialized="incremental" strategy="cdc" unique_key="order_id"}}
select order_id from {{ref "stg_lines"}}
