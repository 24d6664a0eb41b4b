select {{unclosed "one"}} as a from {{ref "base"}}
