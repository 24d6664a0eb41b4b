select n.*, p.usename as owner from {{ref "stg_notes" changes=true}} as n join pg_catalog.pg_user as p on p.usesysid = n.owner_id
