{{config dist="all" sort="product_id"}}

-- What the shop sells. Parts and raw materials stay in the entity.
select
  products.product_id,
  md5('product-' || products.product_id::varchar) as product_key,
  products.product_number,
  products.product_name,
  nvl(subcategories.subcategory_name, 'Unclassified') as subcategory_name,
  nvl(categories.category_name, 'Unclassified') as category_name,
  products.product_line,
  products.product_class,
  products.color,
  products.size_code,
  products.weight_kg,
  products.is_made_in_house,
  {{money "products.standard_cost"}} as standard_cost,
  {{money "products.list_price"}} as list_price,
  {{ratio "products.list_price - products.standard_cost" "products.list_price"}} as list_margin_ratio,
  case
    when products.list_price >= 1000 then 'premium'
    when products.list_price >= 100 then 'middle'
    else 'entry'
  end as price_band,
  products.sell_start_date
from {{ref "products"}} as products
left join {{ref "product_subcategories"}} as subcategories
  on subcategories.product_subcategory_id = products.product_subcategory_id
left join {{ref "product_categories"}} as categories
  on categories.product_category_id = subcategories.product_category_id
where products.is_for_sale
