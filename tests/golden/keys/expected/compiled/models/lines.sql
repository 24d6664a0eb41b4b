
select * from "core"."stg_lines"
