select {{star (ref "unknown_columns")}} from {{ref "unknown_columns"}}
