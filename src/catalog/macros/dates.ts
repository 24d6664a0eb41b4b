import { macroTable } from './macro.ts'

/** What the date functions of both dialects share; arguments are dates or timestamps already. */
export const dateMacros = macroTable({
  // Whole months when both are the same day of the month, or both the last; else months of 31 days.
  months_between: `(later, earlier) as
    (year(later) - year(earlier)) * 12 + (month(later) - month(earlier)) +
    case when day(later) = day(earlier) or (day(later) = day(last_day(later)) and day(earlier) = day(last_day(earlier)))
         then 0.0
         else ((day(later) - day(earlier)) * 86400000000 + (epoch_us(later) - epoch_us(date_trunc('day', later)))
               - (epoch_us(earlier) - epoch_us(date_trunc('day', earlier)))) / 2678400000000.0 end`,

  next_day: `(day, name) as
    day + cast((list_position(['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'], name) + 6 - dayofweek(day) - 1) % 7 + 1 as integer)`,

  text_quarter: '(moment) as cast(quarter(moment) as varchar)',

  text_weekday: '(moment) as cast(dayofweek(moment) + 1 as varchar)',

  text_julian_day: "(moment) as cast(date_diff('day', date '1970-01-01', cast(moment as date)) + 2440588 as varchar)",

  text_week_of_month: '(moment) as cast((day(moment) - 1) // 7 + 1 as varchar)',

  text_week_of_year: "(moment) as printf('%02d', (dayofyear(moment) - 1) // 7 + 1)",

  text_century: "(moment) as printf('%02d', (year(moment) + 99) // 100)",

  text_one_iso_year: "(moment) as right(strftime(moment, '%G'), 1)",

  text_two_iso_years: "(moment) as right(strftime(moment, '%G'), 2)",

  text_three_iso_years: "(moment) as right(strftime(moment, '%G'), 3)",

  text_meridian: "(moment) as if(hour(moment) < 12, 'A.M.', 'P.M.')",

  text_era: "(moment) as if(year(moment) > 0, 'AD', 'BC')",

  text_dotted_era: "(moment) as if(year(moment) > 0, 'A.D.', 'B.C.')",

  text_one_year: '(moment) as right(cast(year(moment) as varchar), 1)',

  text_three_years: "(moment) as right(printf('%04d', year(moment)), 3)",

  text_month_roman:
    "(moment) as ['I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X', 'XI', 'XII'][month(moment)]",

  text_grouped_year: "(moment) as cast(year(moment) // 1000 as varchar) || ',' || printf('%03d', year(moment) % 1000)",

  text_second_of_day: '(moment) as cast(hour(moment) * 3600 + minute(moment) * 60 + second(moment) as varchar)',

  spark_moment: `(year_, month_, day_, hour_, minute_, second_) as
    try_cast(printf('%04d-%02d-%02d', cast(year_ as bigint), cast(month_ as bigint), cast(day_ as bigint)) as timestamp)
    + case when hour_ between 0 and 23 and minute_ between 0 and 59 and second_ between 0 and 60
           then to_microseconds(cast(cast(hour_ as bigint) * 3600000000 + cast(minute_ as bigint) * 60000000 + second_ * 1000000 as bigint)) end`,

  // Spark 3 fails where Spark 2 would have read something else.
  two_ways_to_read: `(text) as cast(error('Spark 2 and Spark 3 read "' || text || '" in two ways by this pattern.') as timestamp)`,

  // Minutes east of Greenwich that a zone such as +05:30 or GMT+1 says; NULL for a place.
  zone_minutes: String.raw`(zone) as if(zone = 'Z', 0, cast(nullif(regexp_extract(zone, '^(?:GMT|UTC|UT)?([+-])(\d{1,2})(?::?(\d{2}))?$', 2), '') as bigint) * 60
    + cast(coalesce(nullif(regexp_extract(zone, '^(?:GMT|UTC|UT)?([+-])(\d{1,2})(?::?(\d{2}))?$', 3), ''), '0') as bigint))
    * if(contains(zone, '-'), -1, 1)`,

  zone_place:
    "(zone) as case when tidemill.zone_minutes(zone) is not null then 'UTC' when zone = 'PST' then 'America/Los_Angeles' when zone = 'CST' then 'America/Chicago' else zone end",

  in_zone: `(moment, zone) as timezone(tidemill.zone_place(zone), timezone('UTC', moment)) + to_minutes(coalesce(tidemill.zone_minutes(zone), 0))`,

  // An hour that a zone has twice is the earlier one.
  zone_instant: `(moment, zone) as timezone('UTC', timezone(tidemill.zone_place(zone), moment)) - to_minutes(coalesce(tidemill.zone_minutes(zone), 0))`,

  out_of_zone: `(moment, zone) as list_transform([tidemill.zone_instant(moment, zone)], lambda _instant:
    if(tidemill.in_zone(_instant - to_hours(1), zone) = moment, _instant - to_hours(1), _instant))[1]`,

  // All windows that a moment lies in, the latest first.
  time_windows: `(moment, size, slide, offset_) as list_filter(list_transform(range((size + slide - 1) // slide), lambda _back:
    list_transform([cast(floor((epoch_us(moment) - offset_) / slide) as bigint) * slide + offset_ - _back * slide], lambda _from:
      struct_pack("start" := make_timestamp(_from), "end" := make_timestamp(_from + size)))[1]), lambda _window: _window."end" > moment)`,

  quarter_text: `(moment, form) as case form when 'digit' then cast(quarter(moment) as varchar) when 'digits' then '0' || quarter(moment)
    when 'short' then 'Q' || quarter(moment) else ['1st', '2nd', '3rd', '4th'][quarter(moment)] || ' quarter' end`,

  fraction_text: "(moment, digits) as rpad(left(strftime(moment, '%f'), digits), digits, '0')",

  at_width:
    "(number, width) as lpad(cast(number as varchar), cast(greatest(width, length(cast(number as varchar))) as integer), '0')",

  hour_text:
    '(moment, first_, width) as tidemill.at_width(if(first_ = 1, (hour(moment) + 23) % 24 + 1, hour(moment) % 12), width)',

  aligned_day: '(moment) as cast((day(moment) - 1) % 7 + 1 as varchar)',

  spark_exact_seconds: `(moment) as
    cast((epoch_us(moment) - epoch_us(date_trunc('minute', moment))) / 1000000.0 as decimal(8, 6))`,

  spark_unix_timestamp: `(value) as
    case typeof(value)
      when 'VARCHAR' then cast(floor(epoch(try_strptime(cast(value as varchar), '%Y-%m-%d %H:%M:%S'))) as bigint)
      else epoch_us(tidemill.spark_timestamp(value)) // 1000000 end`,

  whole_seconds: '(moment) as epoch_us(moment) // 1000000',

  // Two digits of a year are those of this century.
  this_century: '(moment) as if(year(moment) < 2000, moment + to_years(100), moment)',

  // Whole months from one moment to another, by the days of the month and not by the month's end.
  months_until: `(first_, last_) as list_transform([struct_pack(a := first_, b :=
      case when last_ > first_ and last_ - date_trunc('day', last_) < first_ - date_trunc('day', first_) then last_ - to_days(1)
           when last_ < first_ and last_ - date_trunc('day', last_) > first_ - date_trunc('day', first_) then last_ + to_days(1) else last_ end)],
    lambda _pair: ((year(_pair.b) * 12 + month(_pair.b)) * 32 + day(_pair.b) - (year(_pair.a) * 12 + month(_pair.a)) * 32 - day(_pair.a)) // 32)[1]`,
})
