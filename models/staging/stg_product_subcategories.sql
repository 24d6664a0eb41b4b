{{config unique_key="product_subcategory_id"}}

select
  productsubcategoryid as product_subcategory_id,
  productcategoryid as product_category_id,
  {{clean_text "name"}} as subcategory_name,
  modifieddate as modified_at
from {{source "production" "product_subcategories"}}
