
  select line_no, order_id from "tidemill"."feed__core__lines"
  union
  select l.line_no, l.order_id from "tidemill"."feed__core__products" as p join "core"."lines" as l on l.product_id = p.product_id
