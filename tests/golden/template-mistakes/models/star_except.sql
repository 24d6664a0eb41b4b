select {{star (ref "known") except=(list "too")}} from {{ref "known"}}
