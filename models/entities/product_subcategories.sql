{{config unique_key="product_subcategory_id"}}

select
  product_subcategory_id,
  product_category_id,
  subcategory_name,
  modified_at
from {{ref "stg_product_subcategories"}}
