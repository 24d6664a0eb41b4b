
select
  (id / 100.0)::numeric(18, 2) as positional,
  (id / 100.0)::numeric(18, 3) as by_name,
  (id / 100.0)::numeric(18, 2) + (id / 100.0)::numeric(18, 4) as nested,
  'calls' as whose,
  
  'a' as a,
  
  'b' as b
  ,
  '{{not a tag}} {{kept}} }}' as braces,'trimmed' as trimmed
from "analytics"."people" -- "analytics"."customers" in a comment counts
