{{config engine="spark" materialized="staging" keep="all"}}
select id as order_id, status from {{source "shop" "orders"}}
