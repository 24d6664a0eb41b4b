{{config unique_key="product_category_id"}}

select
  product_category_id,
  category_name,
  modified_at
from {{ref "stg_product_categories"}}
