import { macroTable } from './macro.ts'

export const numberMacros = macroTable({
  remainder: '(number, divisor) as number % nullif(divisor, 0)',

  // Only its type is used: doubles become whole numbers of 64 bits, decimals lose their fraction.
  whole_of: `(number) as
    case when false then ceil(number) // 1 end`,

  spark_div: `(number, divisor) as
    case when typeof(number) in ('DOUBLE', 'FLOAT') or typeof(divisor) in ('DOUBLE', 'FLOAT')
              or starts_with(typeof(number), 'DECIMAL') or starts_with(typeof(divisor), 'DECIMAL')
         then cast(trunc(number / nullif(divisor, 0)) as bigint)
         else cast(number // nullif(divisor, 0) as bigint) end`,

  from_base: `(digits, base) as
    cast(list_sum(list_transform(string_split(reverse(lower(digits)), ''), lambda _digit, _place:
      (strpos('0123456789abcdefghijklmnopqrstuvwxyz', _digit) - 1) * cast(power(base, _place - 1) as hugeint))) as bigint)`,

  based: `(number, base) as upper(to_base(number, base))`,
})
