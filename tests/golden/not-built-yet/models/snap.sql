{{config materialized="snapshot" unique_key="id"}}
select id from {{ref "base"}}
