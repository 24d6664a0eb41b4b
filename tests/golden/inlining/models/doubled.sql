{{config materialized="ephemeral"}}
-- doubled
with twice as (select id, amount * 2 as amount from {{ref "base"}})
select * from twice
