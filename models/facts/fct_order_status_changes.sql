{{config materialized="view"}}

with changes as (
  select
    order_id,
    order_status_id,
    _op,
    _change_seq,
    _commit_ts,
    lag(order_status_id) over (partition by order_id order by _commit_ts, _change_seq) as previous_status_id,
    lead(_commit_ts) over (partition by order_id order by _commit_ts, _change_seq) as next_commit_ts
  from {{ref "order_status_log"}}
)

select
  changes.order_id,
  changes._change_seq as change_sequence,
  changes._commit_ts as changed_at,
  {{date_key "changes._commit_ts"}} as changed_date_key,
  case
    when changes._change_seq is null then 'loaded'
    else decode(changes._op, 'I', 'entered', 'U', 'changed', 'D', 'removed')
  end as event_name,
  previous.status_name as previous_status_name,
  nvl(statuses.status_name, 'Removed') as status_name,
  datediff(hour, changes._commit_ts, changes.next_commit_ts) as hours_until_next_change
from changes
left join {{ref "order_statuses"}} as statuses on statuses.order_status_id = changes.order_status_id
left join {{ref "order_statuses"}} as previous on previous.order_status_id = changes.previous_status_id
where changes._op <> 'U' or nvl(changes.previous_status_id, 0) <> changes.order_status_id
