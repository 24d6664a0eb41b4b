select {{star (ref "starred") prefix="p_"}} from {{ref "starred"}}
