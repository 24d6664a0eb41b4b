import { macroTable } from './macro.ts'

/**
 * What Spark's arithmetic does where DuckDB's would fail: whole numbers wrap around, decimals are exact and NULL when
 * they do not fit. Each argument stands once in a body, or is taken once by a list, since operators nest.
 */
export const sparkArithmeticMacros = macroTable({
  // The argument is computed in a wider type; its lowest bits are kept.
  wrapped_tinyint: '(number) as cast(((number + 128) & 255) - 128 as tinyint)',
  wrapped_smallint: '(number) as cast(((number + 32768) & 65535) - 32768 as smallint)',
  wrapped_integer: '(number) as cast(((number + 2147483648) & 4294967295) - 2147483648 as integer)',
  wrapped_bigint: `(number) as
    cast(((number + cast(9223372036854775808 as hugeint)) & cast(18446744073709551615 as hugeint))
         - cast(9223372036854775808 as hugeint) as bigint)`,

  // A decimal as the whole number of its last place; `unit` is how many of these make one.
  unscaled: '(number, unit) as cast(number * cast(unit as decimal(38, 0)) as hugeint)',

  unscaled_digits: "(number) as cast(replace(cast(number as varchar), '.', '') as hugeint)",

  // Half a unit and more goes away from zero; no quotient for a divisor of zero, nor for more than 38 digits.
  whole_quotient: `(dividend, divisor) as
    list_transform([struct_pack(a := dividend, b := nullif(divisor, 0))], lambda _pair:
      try_cast(_pair.a // _pair.b
        + case when abs(_pair.a % _pair.b) < abs(_pair.b) - abs(_pair.a % _pair.b) then 0
               when (_pair.a < 0) = (_pair.b < 0) then 1 else -1 end as decimal(38, 0)))[1]`,

  // What is behind a place, of a decimal; `unit` is what one there is worth.
  ceil_at: `(number, unit) as
    list_transform([number], lambda _number: _number - _number % unit + if(_number % unit > 0, unit, 0))[1]`,

  floor_at: `(number, unit) as
    list_transform([number], lambda _number: _number - _number % unit - if(_number % unit < 0, unit, 0))[1]`,

  even_rounded: `(number, unit) as list_transform([number], lambda _number: _number - _number % unit
    + if(abs(_number % unit) * 2 > unit
         or (abs(_number % unit) * 2 = unit and (_number - _number % unit) % (2 * unit) <> 0), unit * sign(_number), 0))[1]`,

  left_shifted_32:
    '(number, places) as tidemill.wrapped_integer(cast(number as bigint) * (cast(1 as bigint) << (places & 31)))',

  left_shifted_64:
    '(number, places) as tidemill.wrapped_bigint(cast(number as hugeint) * (cast(1 as hugeint) << (places & 63)))',

  right_shifted_32: '(number, places) as cast(number as integer) >> (places & 31)',

  right_shifted_64: '(number, places) as cast(number as bigint) >> (places & 63)',

  unsigned_shifted_32: `(number, places) as
    tidemill.wrapped_integer((cast(number as bigint) & 4294967295) >> (places & 31))`,

  unsigned_shifted_64: `(number, places) as
    tidemill.wrapped_bigint((cast(number as hugeint) & cast(18446744073709551615 as hugeint)) >> (places & 63))`,

  months_of: "(span) as cast(date_part('year', span) * 12 + date_part('month', span) as bigint)",

  // Halves away from zero, as Spark rounds the parts of intervals.
  scaled_months: '(span, factor) as to_months(cast(round(tidemill.months_of(span) * factor) as integer))',

  scaled_time: '(span, factor) as to_microseconds(cast(round(epoch_us(span) * factor) as bigint))',

  divided_months: '(span, divisor) as to_months(cast(round(tidemill.months_of(span) / divisor) as integer))',

  divided_time: '(span, divisor) as to_microseconds(cast(round(epoch_us(span) / divisor) as bigint))',

  time_interval: `(days_, hours_, minutes_, seconds_) as to_microseconds(
    cast(days_ as bigint) * 86400000000 + cast(hours_ as bigint) * 3600000000 + cast(minutes_ as bigint) * 60000000
    + cast(cast(seconds_ as decimal(18, 6)) * 1000000 as bigint))`,

  mixed_interval: `(years_, months_, weeks_, days_, hours_, minutes_, seconds_) as
    to_months(cast(years_ * 12 + months_ as integer)) + to_days(cast(weeks_ * 7 + days_ as integer))
    + tidemill.time_interval(0, hours_, minutes_, seconds_)`,

  // The fields of an interval's time; its days count those that are hours as well.
  interval_days: "(span) as cast(date_part('day', span) + date_part('hour', span) // 24 as integer)",

  interval_hours: "(span) as cast(date_part('hour', span) % 24 as tinyint)",

  interval_minutes: "(span) as cast(date_part('minute', span) as tinyint)",

  interval_seconds: "(span) as cast(cast(date_part('microsecond', span) as decimal(18, 0)) / 1000000 as decimal(8, 6))",

  interval_divisor: "(number) as case when number = 0 then error('division by zero') else number end",
})
