{{config unique_key="customer_id"}}
select customer_id, count(*) as lines from {{ref "fct_lines"}} group by customer_id
