{{config unique_key="id"}}
select * from {{source "shop" "notes"}}
