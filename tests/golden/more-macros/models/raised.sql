select {{gives_up "one"}} as c from {{ref "base"}}
