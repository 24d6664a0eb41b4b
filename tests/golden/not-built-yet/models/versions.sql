{{config materialized="scd2" unique_key="id"}}
select id from {{ref "base"}}
