select n.*, p.usename as owner from "staging"."stg_notes" as n join pg_catalog.pg_user as p on p.usesysid = n.owner_id
