select "id" from "core"."orders" where "id" is null
