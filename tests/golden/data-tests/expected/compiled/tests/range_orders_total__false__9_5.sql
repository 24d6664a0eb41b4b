select "total" from "core"."orders" where "total" >= 9.50
