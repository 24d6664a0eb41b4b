select 'size' as column_name
