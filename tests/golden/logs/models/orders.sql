{{config materialized="incremental" strategy="cdc" unique_key="order_id"}}
select order_id, status from {{ref "stg_changes"}}
