import { macroTable } from './macro.ts'

/**
 * Spark's casts (ANSI mode off): what cannot be read is NULL, fractions are cut, text is trimmed.
 * `typeof` is constant when DuckDB binds, so only the branch for the argument's own type is left to run.
 */
export const sparkCasts = macroTable({
  spark_text_date: String.raw`(text) as
    case when length(text) = 10 and substr(text, 5, 1) = '-' then try_cast(text as date)
         when regexp_full_match(trim(text), '\d{4}') then try_cast(trim(text) || '-01-01' as date)
         when regexp_full_match(trim(text), '\d{4}-\d{1,2}') then try_cast(trim(text) || '-01' as date)
         else try_cast(nullif(regexp_extract(trim(text), '^([+-]?\d{4,7}-\d{1,2}-\d{1,2})([ T].*)?$', 1), '') as date) end`,

  spark_text_timestamp: String.raw`(text) as
    case when length(text) in (10, 19, 26) and substr(text, 5, 1) = '-' and translate(substr(text, 20), '.0123456789', '') = ''
           then try_cast(text as timestamp)
         when regexp_full_match(trim(text), '\d{4}') then try_cast(trim(text) || '-01-01' as timestamp)
         when regexp_full_match(trim(text), '\d{4}-\d{1,2}') then try_cast(trim(text) || '-01' as timestamp)
         when regexp_matches(text, '\d:\d.*(Z|[+-]\d{1,2}(:?\d{2})?)\s*$')
           then timezone('UTC', try_cast(trim(text) as timestamptz))
         when regexp_matches(text, '\d:\d[^A-Za-z]* ?(UTC|GMT)\s*$')
           then try_cast(regexp_replace(trim(text), ' ?(UTC|GMT)$', '') as timestamp)
         when regexp_matches(text, '\d:\d.* ?[A-Z][A-Za-z]+/[A-Za-z_]+\s*$')
           then timezone('UTC', timezone(regexp_extract(text, '([A-Z][A-Za-z]+/[A-Za-z_]+)\s*$', 1),
                try_cast(regexp_extract(trim(text), '^[-0-9T :.]*[0-9]') as timestamp)))
         else try_cast(trim(text) as timestamp) end`,

  spark_date: `(value) as
    case typeof(value) when 'VARCHAR' then tidemill.spark_text_date(cast(value as varchar))
                       when 'DATE' then try_cast(value as date)
                       when 'TIMESTAMP' then try_cast(value as date) end`,

  spark_timestamp: `(value) as
    case when typeof(value) = 'VARCHAR' then tidemill.spark_text_timestamp(cast(value as varchar))
         when typeof(value) in ('DATE', 'TIMESTAMP') then try_cast(value as timestamp)
         when typeof(value) in ('TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT')
           then make_timestamp(try_cast(value as bigint) * 1000000)
         when typeof(value) = 'TIMESTAMP WITH TIME ZONE' then timezone('UTC', try_cast(value as timestamptz))
         else make_timestamp(try_cast(trunc(try_cast(value as double) * 1000000) as bigint)) end`,

  spark_text_whole: String.raw`(text) as
    nullif(regexp_extract(text, '^\s*([+-]?\d+)(\.\d*)?\s*$', 1), '')`,

  spark_bigint: `(value) as
    case when typeof(value) in ('TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'BOOLEAN') then try_cast(value as bigint)
         when typeof(value) in ('DOUBLE', 'FLOAT') then
           case when isnan(try_cast(value as double)) then 0
                when try_cast(value as double) >= 9223372036854775807 then 9223372036854775807
                when try_cast(value as double) <= -9223372036854775808 then cast('-9223372036854775808' as bigint)
                else try_cast(trunc(try_cast(value as double)) as bigint) end
         when typeof(value) = 'TIMESTAMP' then cast(floor(epoch_us(try_cast(value as timestamp)) / 1000000) as bigint)
         when typeof(value) = 'DATE' then null
         else try_cast(tidemill.spark_text_whole(cast(value as varchar)) as bigint) end`,

  spark_wrapped: `(number, size) as
    number - size * cast(floor((number + size // 2) / size) as bigint)`,

  spark_integer: `(value) as
    cast(case when typeof(value) in ('TINYINT', 'SMALLINT', 'INTEGER', 'BOOLEAN') then try_cast(value as bigint)
         when typeof(value) in ('DOUBLE', 'FLOAT') then
           case when isnan(try_cast(value as double)) then 0
                else cast(trunc(tidemill.at_least(tidemill.at_most(try_cast(value as double), 2147483647), -2147483648)) as bigint) end
         when typeof(value) = 'VARCHAR' then try_cast(tidemill.spark_text_whole(cast(value as varchar)) as integer)
         else tidemill.spark_wrapped(tidemill.spark_bigint(value), 4294967296) end as integer)`,

  spark_smallint: `(value) as
    cast(case when typeof(value) = 'VARCHAR' then try_cast(tidemill.spark_text_whole(cast(value as varchar)) as smallint)
         else tidemill.spark_wrapped(cast(tidemill.spark_integer(value) as bigint), 65536) end as smallint)`,

  spark_tinyint: `(value) as
    cast(case when typeof(value) = 'VARCHAR' then try_cast(tidemill.spark_text_whole(cast(value as varchar)) as tinyint)
         else tidemill.spark_wrapped(cast(tidemill.spark_integer(value) as bigint), 256) end as tinyint)`,

  spark_double: String.raw`(value) as
    case typeof(value)
      when 'VARCHAR' then coalesce(try_cast(cast(value as varchar) as double),
        try_cast(regexp_replace(trim(cast(value as varchar)), '^([0-9.+-].*)[dDfF]$', '\1') as double))
      when 'TIMESTAMP' then epoch_us(try_cast(value as timestamp)) / 1000000
      when 'DATE' then null
      else try_cast(value as double) end`,

  spark_boolean: `(value) as
    case when typeof(value) = 'BOOLEAN' then try_cast(value as boolean)
         when typeof(value) = 'VARCHAR' then
           case when lower(trim(cast(value as varchar))) in ('t', 'true', 'y', 'yes', '1') then true
                when lower(trim(cast(value as varchar))) in ('f', 'false', 'n', 'no', '0') then false end
         when typeof(value) = 'TIMESTAMP' then epoch_us(try_cast(value as timestamp)) <> 0
         when typeof(value) = 'DATE' then null
         else try_cast(value as double) <> 0 end`,

  spark_digits: `(digits) as
    left(digits, 1) || '.' || if(length(digits) > 1, substr(digits, 2), '0')`,

  spark_scientific: String.raw`(plain) as
    case when contains(plain, 'e')
           then regexp_replace(regexp_replace(plain, 'e\+?(-?)0*', 'E\1'), '^(\d)E', '\1.0E')
         when starts_with(plain, '0.')
           then tidemill.spark_digits(ltrim(substr(plain, 3), '0')) || 'E-'
                || (length(plain) - 1 - length(ltrim(substr(plain, 3), '0')))
         else tidemill.spark_digits(rtrim(replace(plain, '.', ''), '0')) || 'E' || (strpos(plain, '.') - 2) end`,

  spark_double_text: `(number) as
    case when isnan(number) then 'NaN'
         when isinf(number) then if(number > 0, 'Infinity', '-Infinity')
         when number = 0 or (abs(number) >= 0.001 and abs(number) < 10000000) then cast(number as varchar)
         else if(number < 0, '-', '') || tidemill.spark_scientific(cast(abs(number) as varchar)) end`,

  spark_float_text: `(plain) as
    case plain when 'nan' then 'NaN' when 'inf' then 'Infinity' when '-inf' then '-Infinity'
               else if(try_cast(plain as double) = 0 or (abs(try_cast(plain as double)) >= 0.001 and abs(try_cast(plain as double)) < 10000000),
                       plain, if(starts_with(plain, '-'), '-', '') || tidemill.spark_scientific(ltrim(plain, '-'))) end`,

  spark_binary: `(value) as
    if(typeof(value) = 'BLOB', try_cast(value as blob), encode(cast(value as varchar)))`,

  spark_string: `(value) as
    case when typeof(value) = 'DOUBLE' then tidemill.spark_double_text(try_cast(value as double))
         when typeof(value) = 'FLOAT' then tidemill.spark_float_text(cast(value as varchar))
         when typeof(value) = 'BLOB' then decode(try_cast(value as blob))
         when starts_with(typeof(value), 'STRUCT(') or starts_with(typeof(value), 'MAP(')
           then error('DuckDB writes structs and maps as text in another way than Spark: use to_json.')
         else cast(value as varchar) end`,
})
