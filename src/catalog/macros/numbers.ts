import { macroTable } from './macro.ts'

export const numberMacros = macroTable({
  remainder: '(number, divisor) as number % nullif(divisor, 0)',

  // Spark rounds the decimal digits that a double is written with.
  rounded_double: `(number, places) as
    if((isnan(number) or isinf(number)) and places is not null, number, if(abs(number) < 1000000000000000, cast(round(cast(cast(number as varchar) as decimal(38, 18)), places) as double), round(number, places)))`,

  spark_div: `(number, divisor) as
    case when typeof(number) in ('DOUBLE', 'FLOAT') or typeof(divisor) in ('DOUBLE', 'FLOAT')
              or starts_with(typeof(number), 'DECIMAL') or starts_with(typeof(divisor), 'DECIMAL')
         then cast(trunc(number / nullif(divisor, 0)) as bigint)
         else cast(number // nullif(divisor, 0) as bigint) end`,

  valid_digits: `(digits, base) as
    regexp_extract(lower(digits), '^[' || substr('0123456789abcdefghijklmnopqrstuvwxyz', 1, cast(base as bigint)) || ']*')`,

  // A number of 64 bits; a greater one counts as the greatest.
  from_base: `(digits, base) as list_reduce(
    list_transform(string_split(digits, ''), lambda _digit: cast(strpos('0123456789abcdefghijklmnopqrstuvwxyz', _digit) - 1 as hugeint)),
    lambda _sum, _digit: least(_sum * base + _digit, cast(18446744073709551615 as hugeint)), cast(0 as hugeint))`,

  to_base_text: `(number, base) as if(number = 0, '0', ltrim(array_to_string(list_reverse(list_transform(range(64), lambda _at:
    substr('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', cast(number // list_reduce(list_transform(range(_at), lambda _one: cast(base as uhugeint)),
      lambda _sum, _factor: if(_sum > cast(18446744073709551615 as uhugeint), _sum, _sum * _factor), cast(1 as uhugeint)) % base + 1 as bigint), 1))), ''), '0'))`,

  written_in_base: `(below, size, target) as
    if(target > 0, tidemill.to_base_text(cast(if(below and size > 0, 18446744073709551616 - least(size, cast(9223372036854775808 as hugeint)), size) as uhugeint), cast(target as uhugeint)),
       if(size = 0, '0', if(below or size >= cast(9223372036854775808 as hugeint), '-', '')
          || tidemill.to_base_text(cast(if(size >= cast(9223372036854775808 as hugeint), 18446744073709551616 - size, size) as uhugeint), cast(-target as uhugeint))))`,

  // A negative number counts down from the greatest, unless the target's base is negative.
  based: `(digits, source, target) as
    case when source not between 2 and 36 or abs(target) not between 2 and 36 or source is null or target is null or trim(digits) = '' then null
         else list_transform([struct_pack(below := starts_with(trim(digits), '-'),
           size := tidemill.from_base(tidemill.valid_digits(ltrim(trim(digits), '-'), source), source))], lambda _given:
           tidemill.written_in_base(_given.below, _given.size, target))[1] end`,
})
