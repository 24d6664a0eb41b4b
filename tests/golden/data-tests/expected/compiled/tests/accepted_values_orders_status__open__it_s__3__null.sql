select "status" as value_field, count(*) as n_records from "core"."orders" where "status" not in ('open', 'it''s', 3) group by "status"
