select one from {{ref "c"}}
