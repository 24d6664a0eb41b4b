import { macroTable } from './macro.ts'

export const numberMacros = macroTable({
  remainder: '(number, divisor) as number % nullif(divisor, 0)',

  // Spark rounds the decimal digits that a double is written with.
  rounded_double: `(number, places) as
    if(abs(number) < 1000000000000000, cast(round(cast(cast(number as varchar) as decimal(38, 18)), places) as double), round(number, places))`,

  spark_div: `(number, divisor) as
    case when typeof(number) in ('DOUBLE', 'FLOAT') or typeof(divisor) in ('DOUBLE', 'FLOAT')
              or starts_with(typeof(number), 'DECIMAL') or starts_with(typeof(divisor), 'DECIMAL')
         then cast(trunc(number / nullif(divisor, 0)) as bigint)
         else cast(number // nullif(divisor, 0) as bigint) end`,

  from_base: `(digits, base) as
    cast(list_sum(list_transform(string_split(reverse(lower(digits)), ''), lambda _digit, _place:
      (strpos('0123456789abcdefghijklmnopqrstuvwxyz', _digit) - 1) * cast(power(base, _place - 1) as hugeint))) as bigint)`,

  valid_digits: `(digits, base) as
    regexp_extract(lower(digits), '^-?[' || substr('0123456789abcdefghijklmnopqrstuvwxyz', 1, base) || ']*')`,

  based: `(digits, source, target) as
    case when source not between 2 and 36 or target not between 2 and 36 or source is null or target is null or digits = '' then null
         when starts_with(digits, '-') then error('On DuckDB conv takes numbers without a sign.')
         when tidemill.valid_digits(digits, source) = '' then '0'
         else upper(to_base(tidemill.from_base(tidemill.valid_digits(digits, source), source), target)) end`,
})
