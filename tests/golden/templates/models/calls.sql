{{!-- a comment of the template --}}
select
  {{cents "id"}} as positional,
  {{cents column="id" scale=3}} as by_name,
  {{both "id" "id"}} as nested,
  {{whose}} as whose,
  {{#each (list "a" "b") as |letter|}}
  '{{letter}}' as {{letter}}{{#unless @last}},{{/unless}}
  {{/each}},
  '\{{not a tag}} {{{{raw}}}}{{kept}}{{{{/raw}}}} }}' as braces,
  {{~#if true~}}
  'trimmed'
  {{~/if}} as trimmed
from {{ref "people"}} -- {{ref "customers"}} in a comment counts
