select "total" from "core"."orders" where "total" >= 99.90
