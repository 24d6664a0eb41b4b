import { expressionFunction } from './sql-function.ts'

/** Moments are timestamps without zone, as on Redshift. */
export const dateFunctions = [
  // A year after 29 February is 1 March.
  expressionFunction(
    'redshift_add_years(moment timestamp, years integer) returns timestamp',
    `moment + make_interval(years => years) + case when extract(month from moment) = 2 and extract(day from moment) = 29
      and extract(day from moment + make_interval(years => years)) = 28 then interval '1 day' else interval '0' end`,
  ),
  // The last day of a month stays the last.
  expressionFunction(
    'redshift_add_months(moment timestamp, months integer) returns timestamp',
    `case when moment::date = (date_trunc('month', moment) + interval '1 month - 1 day')::date
      then date_trunc('month', moment + make_interval(months => months)) + interval '1 month - 1 day' + moment::time
      else moment + make_interval(months => months) end`,
  ),
  expressionFunction(
    'redshift_last_day(day date) returns date',
    "(date_trunc('month', day::timestamp) + interval '1 month - 1 day')::date",
  ),
  expressionFunction(
    'redshift_next_day(day date, name text) returns date',
    `day + (array_position(array['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'], upper(left(name, 2))) + 6
      - extract(dow from day)::integer - 1) % 7 + 1`,
  ),
  // Whole months when both are the same day of the month, or both the last; else months of 31 days.
  expressionFunction(
    'redshift_months_between(later timestamp, earlier timestamp) returns double precision',
    `(extract(year from later) - extract(year from earlier)) * 12 + extract(month from later) - extract(month from earlier)
      + case when extract(day from later) = extract(day from earlier)
        or (later::date = tidemill.redshift_last_day(later::date) and earlier::date = tidemill.redshift_last_day(earlier::date))
        then 0 else (extract(day from later) - extract(day from earlier)
          + (extract(epoch from later::time) - extract(epoch from earlier::time)) / 86400) / 31 end`,
  ),
  expressionFunction(
    'redshift_datediff(unit text, earlier timestamp, later timestamp) returns bigint',
    `case unit
      when 'millennium' then div(extract(year from later) + 999, 1000) - div(extract(year from earlier) + 999, 1000)
      when 'century' then div(extract(year from later) + 99, 100) - div(extract(year from earlier) + 99, 100)
      when 'decade' then div(extract(year from later), 10) - div(extract(year from earlier), 10)
      when 'year' then extract(year from later) - extract(year from earlier)
      when 'quarter' then (extract(year from later) - extract(year from earlier)) * 4 + extract(quarter from later) - extract(quarter from earlier)
      when 'month' then (extract(year from later) - extract(year from earlier)) * 12 + extract(month from later) - extract(month from earlier)
      when 'week' then (date_trunc('week', later)::date - date_trunc('week', earlier)::date) / 7
      when 'day' then later::date - earlier::date
      when 'hour' then (extract(epoch from date_trunc('hour', later)) - extract(epoch from date_trunc('hour', earlier))) / 3600
      when 'minute' then (extract(epoch from date_trunc('minute', later)) - extract(epoch from date_trunc('minute', earlier))) / 60
      when 'second' then extract(epoch from date_trunc('second', later)) - extract(epoch from date_trunc('second', earlier))
      when 'millisecond' then extract(epoch from date_trunc('milliseconds', later)) * 1000 - extract(epoch from date_trunc('milliseconds', earlier)) * 1000
      else (extract(epoch from later) - extract(epoch from earlier)) * 1000000 end::bigint`,
  ),
  expressionFunction(
    'redshift_field(text_ text, pattern text, place integer, otherwise integer) returns integer',
    `case when place = 0 then otherwise else coalesce((regexp_match(text_, pattern))[place]::integer,
      ('no such date: ' || text_)::integer) end`,
  ),
  // What the calendar lacks is carried over: 31 June is 1 July.
  expressionFunction(
    `redshift_read(text_ text, pattern text, year_ integer, month_ integer, day_ integer, hour_ integer, minute_ integer, second_ integer)
      returns timestamp`,
    `make_timestamp(tidemill.redshift_field(text_, pattern, year_, 1), 1, 1, 0, 0, 0)
      + make_interval(months => tidemill.redshift_field(text_, pattern, month_, 1) - 1)
      + make_interval(days => tidemill.redshift_field(text_, pattern, day_, 1) - 1, hours => tidemill.redshift_field(text_, pattern, hour_, 0),
        mins => tidemill.redshift_field(text_, pattern, minute_, 0), secs => tidemill.redshift_field(text_, pattern, second_, 0))`,
  ),
  expressionFunction(
    'redshift_compared(one anycompatible, other anycompatible) returns integer',
    'case when one < other then -1 when one > other then 1 else 0 end',
  ),
]
