select
  {{date_key "date_day"}} as date_key,
  date_day,
  extract(year from date_day)::smallint as calendar_year,
  extract(quarter from date_day)::smallint as calendar_quarter,
  extract(month from date_day)::smallint as calendar_month,
  to_char(date_day, 'YYYY-MM') as year_month,
  date_trunc('week', date_day)::date as week_start_date,
  date_trunc('month', date_day)::date as month_start_date,
  last_day(date_day) as month_end_date,
  {{fiscal_year "date_day"}} as fiscal_year,
  extract(dow from date_day)::smallint as day_of_week,
  decode(
    extract(dow from date_day)::integer,
    0, 'Sunday', 1, 'Monday', 2, 'Tuesday', 3, 'Wednesday', 4, 'Thursday', 5, 'Friday', 'Saturday'
  ) as day_name,
  dateadd(month, -12, date_day)::date as same_day_last_year,
  extract(dow from date_day) in (0, 6) as is_weekend,
  holiday_name,
  extract(dow from date_day) not in (0, 6) and holiday_name is null as is_working_day
from {{ref "calendar"}}
