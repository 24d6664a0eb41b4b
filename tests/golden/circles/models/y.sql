select one from {{ref "x"}}
