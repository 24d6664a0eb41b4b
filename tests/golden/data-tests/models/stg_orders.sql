{{config engine="spark" materialized="staging"}}
select id, status, total from {{source "shop" "orders"}}
