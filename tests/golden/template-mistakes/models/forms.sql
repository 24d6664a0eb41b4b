select
  {{"text"}} as a,
  {{}} as b,
  {{undefined}} as c,
  {{* decorate}} as d,
  {{^if true}}x{{/if}},
  {{#each (list 1) as |x y z|}}{{x 1}}{{/each}} as e,
  {{#each (list 1) as |x x|}}{{x}}{{/each}} as f,
  {{index (list 1) 5}} as g,
  {{{{raw}}}}
