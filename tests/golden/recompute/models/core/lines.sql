{{config unique_key=(list "order_id" "line_no")}}
select order_id, line_no, product_id, quantity from {{ref "stg_lines"}}
