select * from (select 1 as a) x connect by a = 1
