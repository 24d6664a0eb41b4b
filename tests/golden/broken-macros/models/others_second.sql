select {{complains "one"}} as a, {{loop "one"}} as b from {{ref "base"}}
