select "country" as unique_field, count(*) as n_records from "reference"."countries" where "country" is not null group by "country" having count(*) > 1
