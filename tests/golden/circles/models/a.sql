select one from {{ref "b"}}
