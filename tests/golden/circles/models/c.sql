select one from {{ref "a"}}
