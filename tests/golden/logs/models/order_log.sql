{{config materialized="incremental" strategy="append"}}
with cleaned as (
  select order_id, lower(status) as status, _commit_ts as changed_at from {{ref "stg_changes"}}
)
select order_id, status, changed_at from cleaned
{{#if (is_incremental)}}
where changed_at > (select coalesce(max(changed_at), '1900-01-01') from {{this}})
{{/if}}
