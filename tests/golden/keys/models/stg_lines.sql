{{config engine="spark" materialized="staging"}}
select order_id, line_no as line, quantity from {{source "shop" "lines"}}
