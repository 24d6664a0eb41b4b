{{config engine="spark"}}
select crc32('x') as c, date_format(d, 'VVVV') as f from (select current_date as d)
