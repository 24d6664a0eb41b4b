
with cleaned as (
  select order_id, lower(status) as status, _commit_ts as changed_at from "core"."stg_changes"
)
select order_id, status, changed_at from cleaned

where changed_at > (select coalesce(max(changed_at), '1900-01-01') from "core"."order_log")

