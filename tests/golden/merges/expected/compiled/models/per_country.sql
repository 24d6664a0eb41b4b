
select s.country, sum(s.total) as total from "core"."partitions" as s group by s.country
