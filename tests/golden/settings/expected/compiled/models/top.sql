select 'us' as region, 'ada' as who, 'x' as otherwise, 'local main_schema' as target
