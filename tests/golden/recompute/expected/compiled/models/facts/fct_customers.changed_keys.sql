select "customer_id" as "customer_id" from "tidemill"."feed__facts__fct_lines"
