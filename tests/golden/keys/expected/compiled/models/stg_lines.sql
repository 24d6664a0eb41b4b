
select order_id, line_no as line, quantity from `shop`.`lines`
