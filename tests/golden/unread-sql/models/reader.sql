{{config materialized="view"}}
select id, anything from {{ref "matched"}}
