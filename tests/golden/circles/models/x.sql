select one from {{ref "y"}}
