{{config engine="spark" materialized="staging"}}
select order_id, lin_no, qantity from {{source "shop" "lines"}}
