select "total" from "core"."orders" where "total" < 0 or "total" > id * 1000
