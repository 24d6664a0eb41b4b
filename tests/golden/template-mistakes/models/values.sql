select {{#each (list 1) as |x y z|}}{{x}}{{/each}} as e, {{#each (list 1) as |x|}}{{x 1}}{{/each}} as f, {{index (list 1) 5}} as g, {{concat undefined}} as h
