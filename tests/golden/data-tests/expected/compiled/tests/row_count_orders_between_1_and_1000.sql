select count(*) as measured from (select * from "core"."orders" where id > 0) having not (count(*) between 1 and 1000)
