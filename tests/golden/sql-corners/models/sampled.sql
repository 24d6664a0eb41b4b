select 1 as a from (select 1 as b) tablesample (10 percent)
