select {{cents "1"}} as one, {{var "missing"}} as two from {{ref "sums"}}
