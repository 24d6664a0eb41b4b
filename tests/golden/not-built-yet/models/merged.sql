{{config materialized="incremental" strategy="merge" unique_key="id"}}
select id from {{ref "base"}}
