select (status || '/' || id) as unique_field, count(*) as n_records from "core"."orders" where (status || '/' || id) is not null group by (status || '/' || id) having count(*) > 1
