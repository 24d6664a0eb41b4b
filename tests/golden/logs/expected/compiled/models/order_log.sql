
with cleaned as (
  select order_id, lower(status) as status, _commit_ts as changed_at from "core"."stg_changes"
)
select order_id, status, changed_at from cleaned

