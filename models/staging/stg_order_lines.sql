{{config unique_key="order_line_id"}}

select
  salesorderdetailid as order_line_id,
  salesorderid as order_id,
  productid as product_id,
  nullif(specialofferid, 1) as special_offer_id,        -- 1 means "no discount"
  orderqty as quantity,
  cast(unitprice as decimal(18, 4)) as unit_price,
  cast(greatest(coalesce(unitpricediscount, 0), 0) as decimal(9, 4)) as discount_rate,
  modifieddate as modified_at
from {{source "sales" "order_lines"}}
