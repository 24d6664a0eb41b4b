select id from "ref"."texts"
