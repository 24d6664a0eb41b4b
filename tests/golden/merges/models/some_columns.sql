{{config unique_key="order_id" merge_update_columns=(list "status" "total") on_schema_change="fail"}}
select order_id, country, status, total from {{ref "orders"}}
