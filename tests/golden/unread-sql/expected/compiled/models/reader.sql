
select id, anything from "core"."matched"
