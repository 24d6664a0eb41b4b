{{config engine="spark" materialized="staging"}}
select cast(id as bigint) as order_id, status from {{source "shop" "orders"}}
