select {{unknown_column}} as a from {{ref "base"}}
