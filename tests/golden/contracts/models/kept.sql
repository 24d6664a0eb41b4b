{{config materialized="table"}}
select 1::bigint as id, 'a'::varchar(10) as name, 1.5::decimal(10, 2) as price, current_date as day
