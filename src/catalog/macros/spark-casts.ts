import { macroTable } from './macro.ts'

/**
 * Spark's casts (ANSI mode off): what cannot be read is NULL, fractions are cut, text is trimmed.
 * `typeof` is constant when DuckDB binds, so only the branch for the argument's own type is left to run.
 */
export const sparkCasts = macroTable({
  spark_text_date: String.raw`(text) as list_transform([text], lambda _text:
    case when length(_text) = 10 and substr(_text, 5, 1) = '-' then try_cast(_text as date)
         when regexp_full_match(trim(_text), '\d{4}') then try_cast(trim(_text) || '-01-01' as date)
         when regexp_full_match(trim(_text), '\d{4}-\d{1,2}') then try_cast(trim(_text) || '-01' as date)
         else try_cast(nullif(regexp_extract(trim(_text), '^([+-]?\d{4,7}-\d{1,2}-\d{1,2})([ T].*)?$', 1), '') as date)
         end)[1]`,

  // Minutes that an offset such as +2:30, +0230 or UTC+2 is ahead; NULL for a place.
  offset_minutes: String.raw`(zone) as case when regexp_full_match(zone, 'Z|UTC|GMT|UT') then 0
    when regexp_full_match(zone, '(?:UTC|GMT|UT)?[+-](?:\d{1,2}|\d{4}|\d{1,2}:\d{1,2})') then if(contains(zone, '-'), -1, 1)
      * (cast(regexp_extract(zone, '[+-](\d{1,2})', 1) as bigint) * 60 + cast('0' || regexp_extract(zone, '[+-]\d{1,2}:?(\d*)$', 1) as bigint)) end`,

  placed_moment: "(moment, zone) as timezone('UTC', try_cast(cast(moment as varchar) || ' ' || zone as timestamptz))",

  // NULL for a zone that there is not; an hour that a place has twice is the earlier one.
  zoned_moment: `(moment, zone) as if(tidemill.offset_minutes(zone) is not null,
    if(abs(tidemill.offset_minutes(zone)) > 1080, null, moment - to_minutes(tidemill.offset_minutes(zone))),
    if(regexp_matches(zone, '^[A-Z]'), least(tidemill.placed_moment(moment, zone),
      tidemill.placed_moment(moment - to_hours(1), zone) + to_hours(1)), null))`,

  // A zone stands behind the seconds.
  zoneless: String.raw`(text) as
    try_cast(regexp_extract(trim(text), '^.*[ T]\d{1,2}:\d{1,2}:\d{1,2}(\.\d+)?') as timestamp)`,

  zone_of: String.raw`(text) as regexp_extract(trim(text), '^.*[ T]\d{1,2}:\d{1,2}:\d{1,2}(\.\d*)?\s*(.*)$', 2)`,

  spark_text_timestamp: String.raw`(text) as list_transform([text], lambda _text:
    case when length(_text) = 19 and substr(_text, 5, 1) || substr(_text, 17, 1) = '-:' and substr(_text, 12, 2) <> '24' then try_cast(_text as timestamp)
         when length(_text) = 26 and substr(_text, 12, 2) <> '24' and substr(_text, 5, 1) || substr(_text, 20, 1) = '-.' and try_cast(substr(_text, 21) as integer) is not null
           then try_cast(_text as timestamp)
         when length(_text) = 10 and substr(_text, 5, 1) = '-' then try_cast(_text as timestamp)
         when regexp_full_match(trim(_text), '\d{4}') then try_cast(trim(_text) || '-01-01' as timestamp)
         when regexp_full_match(trim(_text), '\d{4}-\d{1,2}') then try_cast(trim(_text) || '-01' as timestamp)
         when regexp_matches(_text, '[ T]\d{1,2}:\d{1,2}:\d{1,2}(\.\d*)?\s*[A-Za-z+-]')
           then tidemill.zoned_moment(tidemill.zoneless(_text), tidemill.zone_of(_text))
         when regexp_full_match(trim(_text), '[+-]?\d{4,6}-\d{1,2}-\d{1,2}[ T]\d{1,2}')
           then if(regexp_matches(_text, '[ T]24\s*$'), null, try_cast(trim(_text) || ':00' as timestamp))
         when regexp_full_match(trim(_text), 'T?\d{1,2}:\d{1,2}(:\d{1,2}(\.\d{0,9})?)?')
           then try_cast(cast(timezone('UTC', now()) as date) || ' ' || ltrim(trim(_text), 'T') as timestamp)
         when regexp_matches(_text, '^\s*[+-]?\d{4,6}-') and not regexp_matches(_text, '[ T]24:')
           then try_cast(trim(_text) as timestamp) end)[1]`,

  // The wall time that a text says, whatever its zone.
  spark_wall_time: String.raw`(value) as
    case typeof(value)
      when 'VARCHAR' then list_transform([cast(value as varchar)], lambda _text:
        if(regexp_matches(_text, '[ T]\d{1,2}:\d{1,2}:\d{1,2}(\.\d*)?\s*[A-Za-z+-]'),
           if(tidemill.spark_text_timestamp(_text) is null, null, tidemill.zoneless(_text)), tidemill.spark_text_timestamp(_text)))[1]
      when 'TIMESTAMP WITH TIME ZONE' then timezone('UTC', try_cast(value as timestamptz))
      else try_cast(value as timestamp) end`,

  spark_date: `(value) as
    case typeof(value) when 'VARCHAR' then tidemill.spark_text_date(cast(value as varchar))
                       else try_cast(value as date) end`,

  // What is less than a microsecond is cut off.
  spark_timestamp: String.raw`(value) as
    case typeof(value)
      when 'VARCHAR' then tidemill.spark_text_timestamp(cast(value as varchar))
      when 'DATE' then try_cast(value as timestamp)
      when 'BOOLEAN' then make_timestamp(try_cast(value as bigint))
      when 'TIMESTAMP' then try_cast(value as timestamp)
      when 'TIMESTAMP WITH TIME ZONE' then timezone('UTC', try_cast(value as timestamptz))
      when 'DOUBLE' then make_timestamp(try_cast(trunc(try_cast(value as double) * 1000000) as bigint))
      else make_timestamp(try_cast(try_cast(regexp_replace(cast(value as varchar), '(\.\d{6})\d+$', '\1') as decimal(38, 6)) * 1000000 as bigint)) end`,

  spark_text_whole: String.raw`(text) as
    coalesce(nullif(regexp_extract(text, '^\s*([+-]?\d+)(\.\d*)?\s*$', 1), ''),
      if(regexp_full_match(text, '\s*[+-]?\.\d+\s*'), '0', null))`,

  // DuckDB reads 1_000 as a number.
  plain_number: "(text) as if(contains(text, '_'), null, text)",

  double_bigint: `(number) as list_transform([number], lambda _number:
    case when isnan(_number) then 0
         when _number >= 9223372036854775807 then 9223372036854775807
         when _number <= -9223372036854775808 then cast('-9223372036854775808' as bigint)
         else try_cast(trunc(_number) as bigint) end)[1]`,

  spark_bigint: `(value) as
    case typeof(value)
      when 'BIGINT' then try_cast(value as bigint)
      when 'INTEGER' then try_cast(value as bigint)
      when 'BOOLEAN' then try_cast(value as bigint)
      when 'DOUBLE' then tidemill.double_bigint(try_cast(value as double))
      when 'FLOAT' then tidemill.double_bigint(try_cast(value as double))
      when 'TIMESTAMP' then cast(floor(epoch_us(try_cast(value as timestamp)) / 1000000) as bigint)
      when 'DATE' then null
      when 'VARCHAR' then try_cast(tidemill.spark_text_whole(cast(value as varchar)) as bigint)
      else tidemill.wrapped_bigint(try_cast(tidemill.spark_text_whole(cast(value as varchar)) as hugeint)) end`,

  spark_wrapped: `(number, size) as
    cast(((cast(number as hugeint) + size // 2) & (size - 1)) - size // 2 as bigint)`,

  double_integer: `(number) as list_transform([number], lambda _number:
    cast(case when isnan(_number) then 0 when _number >= 2147483647 then 2147483647
              when _number <= -2147483648 then -2147483648 else trunc(_number) end as integer))[1]`,

  spark_integer: `(value) as
    case typeof(value)
      when 'VARCHAR' then try_cast(tidemill.spark_text_whole(cast(value as varchar)) as integer)
      when 'INTEGER' then try_cast(value as integer)
      when 'DOUBLE' then tidemill.double_integer(try_cast(value as double))
      when 'FLOAT' then tidemill.double_integer(try_cast(value as double))
      else cast(tidemill.spark_wrapped(tidemill.spark_bigint(value), 4294967296) as integer) end`,

  spark_smallint: `(value) as
    if(typeof(value) = 'VARCHAR', try_cast(tidemill.spark_text_whole(cast(value as varchar)) as smallint),
       cast(tidemill.spark_wrapped(cast(tidemill.spark_integer(value) as bigint), 65536) as smallint))`,

  spark_tinyint: `(value) as
    cast(case when typeof(value) = 'VARCHAR' then try_cast(tidemill.spark_text_whole(cast(value as varchar)) as tinyint)
         else tidemill.spark_wrapped(cast(tidemill.spark_integer(value) as bigint), 256) end as tinyint)`,

  spark_double: String.raw`(value) as
    case typeof(value)
      when 'VARCHAR' then coalesce(try_cast(tidemill.plain_number(cast(value as varchar)) as double),
        try_cast(regexp_replace(trim(tidemill.plain_number(cast(value as varchar))), '^([0-9.+-].*)[dDfF]$', '\1') as double))
      when 'TIMESTAMP' then epoch_us(try_cast(value as timestamp)) / 1000000
      when 'DATE' then null
      else try_cast(value as double) end`,

  spark_boolean: `(value) as
    case typeof(value)
      when 'BOOLEAN' then try_cast(value as boolean)
      when 'VARCHAR' then list_transform([lower(trim(cast(value as varchar)))], lambda _word:
        case when _word in ('t', 'true', 'y', 'yes', '1') then true
             when _word in ('f', 'false', 'n', 'no', '0') then false end)[1]
      when 'TIMESTAMP' then epoch_us(try_cast(value as timestamp)) <> 0
      when 'DATE' then null
      else try_cast(value as double) <> 0 end`,

  spark_digits: `(digits) as
    left(digits, 1) || '.' || if(length(digits) > 1, substr(digits, 2), '0')`,

  spark_scientific: String.raw`(plain) as list_transform([plain], lambda _plain:
    case when contains(_plain, 'e')
           then regexp_replace(regexp_replace(_plain, 'e\+?(-?)0*', 'E\1'), '^(\d)E', '\1.0E')
         when starts_with(_plain, '0.')
           then tidemill.spark_digits(ltrim(substr(_plain, 3), '0')) || 'E-'
                || (length(_plain) - 1 - length(ltrim(substr(_plain, 3), '0')))
         else tidemill.spark_digits(rtrim(replace(_plain, '.', ''), '0')) || 'E' || (strpos(_plain, '.') - 2) end)[1]`,

  spark_double_text: `(number) as list_transform([number], lambda _number:
    case when isnan(_number) then 'NaN'
         when isinf(_number) then if(_number > 0, 'Infinity', '-Infinity')
         when _number = 0 or (abs(_number) >= 0.001 and abs(_number) < 10000000) then cast(_number as varchar)
         else if(_number < 0, '-', '') || tidemill.spark_scientific(cast(abs(_number) as varchar)) end)[1]`,

  spark_float_text: `(plain) as list_transform([plain], lambda _plain:
    case when _plain in ('nan', 'inf', '-inf')
           then replace(replace(_plain, 'nan', 'NaN'), 'inf', 'Infinity')
         when cast(_plain as double) = 0 or (abs(cast(_plain as double)) >= 0.001 and abs(cast(_plain as double)) < 10000000)
           then _plain
         else if(starts_with(_plain, '-'), '-', '') || tidemill.spark_scientific(ltrim(_plain, '-')) end)[1]`,

  spark_binary: `(value) as
    if(typeof(value) = 'BLOB', try_cast(value as blob), encode(cast(value as varchar)))`,

  // Its digits, the first before the point, and how far that stands behind it.
  small_decimal: `(plain) as list_transform([ltrim(substr(plain, 3), '0')], lambda _digits:
    if(_digits = '', '0', left(_digits, 1) || if(length(_digits) > 1, '.' || substr(_digits, 2), ''))
    || 'E-' || (length(plain) - 2 - if(_digits = '', 0, length(_digits) - 1)))[1]`,

  // Java writes a decimal that has more than six zeros behind the point with an exponent.
  spark_decimal_text: String.raw`(number) as list_transform([regexp_replace(cast(number as varchar), '^(-?)\.', '\10.')], lambda _plain:
    if(regexp_matches(_plain, '^-?0\.0{6}'), if(starts_with(_plain, '-'), '-', '') || tidemill.small_decimal(ltrim(_plain, '-')), _plain))[1]`,

  enclosed: "(open_, texts, close_) as open_ || if(len(texts) = 0, '', array_to_string(texts, ', ')) || close_",

  struct_text: "(value, texts) as if(value is null, null, tidemill.enclosed('{', texts, '}'))",

  months_text: `(months, from_, to_) as if(months < 0, '-', '') ||
    case when from_ = 'month' then cast(abs(months) as varchar) when to_ = 'year' then cast(abs(months) // 12 as varchar)
         else abs(months) // 12 || '-' || abs(months) % 12 end`,

  seconds_text: `(micros) as lpad(cast(micros // 1000000 as varchar), cast(greatest(2, length(cast(micros // 1000000 as varchar))) as integer), '0')
    || regexp_replace(if(micros % 1000000 = 0, '', '.' || lpad(cast(micros % 1000000 as varchar), 6, '0')), '0+$', '')`,

  two_digits:
    "(number) as lpad(cast(number as varchar), cast(greatest(2, length(cast(number as varchar))) as integer), '0')",

  // The first field counts all that is above it.
  time_text: `(micros, from_, to_) as if(micros < 0, '-', '') || list_transform([abs(micros)], lambda _micros:
    case from_ when 'day' then cast(_micros // 86400000000 as varchar) || case to_ when 'day' then '' else ' ' || tidemill.two_digits(_micros // 3600000000 % 24) end
               when 'hour' then tidemill.two_digits(_micros // 3600000000) else '' end
    || case when to_ in ('day', 'hour') then '' when from_ = 'minute' then tidemill.two_digits(_micros // 60000000)
            when from_ = 'second' then '' else ':' || tidemill.two_digits(_micros // 60000000 % 60) end
    || case when to_ <> 'second' then '' when from_ = 'second' then tidemill.seconds_text(_micros)
            else ':' || tidemill.seconds_text(_micros % 60000000) end)[1]`,

  unit_text: "(amount, unit) as if(amount = 0, '', ' ' || amount || ' ' || unit)",

  units_text: String.raw`(span) as coalesce(nullif(ltrim(
    tidemill.unit_text(date_part('year', span), 'years') || tidemill.unit_text(date_part('month', span), 'months')
    || tidemill.unit_text(date_part('day', span), 'days') || tidemill.unit_text(date_part('hour', span), 'hours')
    || tidemill.unit_text(date_part('minute', span), 'minutes')
    || if(date_part('microsecond', span) = 0, '', ' ' || regexp_replace(regexp_replace(cast(cast(date_part('microsecond', span) as decimal(18, 0)) / 1000000 as varchar), '0+$', ''), '\.$', '') || ' seconds')), ''), if(span is null, null, '0 seconds'))`,

  interval_text: `(span, family, from_, to_) as case family
    when 'mixed' then tidemill.units_text(span)
    else 'INTERVAL ''' || if(family = 'year-month', tidemill.months_text(date_part('year', span) * 12 + date_part('month', span), from_, to_), tidemill.time_text(epoch_us(span), from_, to_))
      || ''' ' || upper(if(from_ = to_, from_, from_ || ' to ' || to_)) end`,

  spark_string: `(value) as
    case typeof(value)
      when 'VARCHAR' then cast(value as varchar)
      when 'DOUBLE' then tidemill.spark_double_text(try_cast(value as double))
      when 'FLOAT' then tidemill.spark_float_text(cast(value as varchar))
      when 'BLOB' then decode(try_cast(value as blob))
      else if(regexp_matches(typeof(value), '^(STRUCT|MAP)[(].*[)]$'),
              error('DuckDB writes structs and maps as text in another way than Spark: use to_json.'),
              cast(value as varchar)) end`,
})
