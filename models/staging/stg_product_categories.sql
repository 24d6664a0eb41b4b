{{config unique_key="product_category_id"}}

select
  productcategoryid as product_category_id,
  {{clean_text "name"}} as category_name,
  modifieddate as modified_at
from {{source "production" "product_categories"}}
