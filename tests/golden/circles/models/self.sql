select one from {{ref "self"}}
