select {{unknown_inside "a"}} as a from {{ref "base"}}
