
select concat(order_id, '-', line_no) as line_id, quantity from `shop`.`lines`
