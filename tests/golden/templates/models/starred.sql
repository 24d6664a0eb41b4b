select {{star (ref "people") except=(list "loaded_at")}} from {{ref "people"}}
