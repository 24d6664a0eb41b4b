
select customer_id, count(*) as lines from "facts"."fct_lines" group by customer_id
