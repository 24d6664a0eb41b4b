{{config unique_key=(list "order_id" "country") merge_exclude_columns="status" on_schema_change="sync_all_columns"
  incremental_predicates=(list "DBT_INTERNAL_DEST.total < DBT_INTERNAL_SOURCE.total" "country in (select country from {{ref 'orders'}})")}}
select order_id, country, status, total from {{ref "orders"}}
