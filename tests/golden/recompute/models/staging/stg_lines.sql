select order_id, line_no, product_id, quantity from {{source "shop" "lines"}}
