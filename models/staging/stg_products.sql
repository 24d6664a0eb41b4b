{{config unique_key="product_id"}}

select
  productid as product_id,
  {{clean_text "name"}} as product_name,
  upper(trim(productnumber)) as product_number,
  element_at(split(productnumber, '-'), 1) as product_prefix,
  nullif(regexp_extract(name, ', ([0-9]+|X?[SML])$', 1), '') as size_code,
  cast(makeflag as boolean) as is_made_in_house,
  cast(finishedgoodsflag as boolean) as is_for_sale,
  coalesce({{clean_text "color"}}, 'None') as color,
  safetystocklevel as safety_stock_level,
  cast(standardcost as decimal(18, 4)) as standard_cost,
  cast(listprice as decimal(18, 4)) as list_price,
  cast(
    case trim(weightunitmeasurecode)
      when 'G' then weight / 1000
      when 'LB' then weight * 0.45359237
    end as decimal(9, 3)
  ) as weight_kg,
  daystomanufacture as days_to_manufacture,
  decode(trim(productline), 'R', 'Road', 'M', 'Mountain', 'T', 'Touring', 'S', 'Standard') as product_line,
  decode(trim(class), 'H', 'High', 'M', 'Medium', 'L', 'Low') as product_class,
  productsubcategoryid as product_subcategory_id,
  sellstartdate as sell_start_date,
  modifieddate as modified_at
from {{source "production" "products"}}
