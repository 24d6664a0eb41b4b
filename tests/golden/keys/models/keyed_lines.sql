{{config materialized="incremental" strategy="cdc" unique_key="line_key"}}
with renamed as (select line_id as line_key, quantity from {{ref "stg_keyed_lines"}})
select line_key, quantity from renamed where quantity > 0
