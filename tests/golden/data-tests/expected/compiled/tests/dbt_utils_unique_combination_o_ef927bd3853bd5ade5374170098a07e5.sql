select "id", (lower(status)), count(*) as n_records from "core"."orders" group by "id", (lower(status)) having count(*) > 1
