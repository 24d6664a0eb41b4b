select id from {{ref "semicolons"}}
