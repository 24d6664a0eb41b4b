select 1 as one, "dev_ada_main_schema"."top".region from "dev_ada_main_schema"."top"
