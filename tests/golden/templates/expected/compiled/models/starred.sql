select "id", "name" from "analytics"."people"
