select 1 as one, a.one as two from {{ref "a"}} a
