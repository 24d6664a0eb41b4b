select {{#each (list 1) as |x x|}}{{x}}{{/each}} as f
