select id from {{ref "doubled"}} union all select id from {{ref "base"}}
