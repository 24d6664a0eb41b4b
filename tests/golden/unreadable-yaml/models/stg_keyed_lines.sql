{{config engine="spark" materialized="staging" unique_key="line_id"}}
select concat(order_id, '-', line_no) as line_id, quantity from {{source "shop" "lines"}}
