{{config unique_key="product_id"}}

select
  product_id,
  product_name,
  product_number,
  product_prefix,
  size_code,
  is_made_in_house,
  is_for_sale,
  color,
  safety_stock_level,
  standard_cost,
  list_price,
  weight_kg,
  days_to_manufacture,
  product_line,
  product_class,
  product_subcategory_id,
  sell_start_date,
  modified_at
from {{ref "stg_products"}}
