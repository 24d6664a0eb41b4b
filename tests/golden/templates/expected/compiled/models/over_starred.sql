select "id" as "p_id", "name" as "p_name" from "t"."starred"
