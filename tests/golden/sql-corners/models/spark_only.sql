{{config engine="spark"}}
select session_window(d, '1 day') as c, date_format(d, 'VVVV') as f from (select current_date as d)
