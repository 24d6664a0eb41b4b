{{config engine="spark" materialized="stagng"}}
select id, status from {{source "shop" "orders"}}
