{{config materialized="incremental" incremental_strategy="cdc" unique_key=(list "order_id" "line")}}
select * from {{ref "stg_lines"}}
