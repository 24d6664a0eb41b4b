import { call, cast } from '../../sql/build.ts'
import { entriesOf, macro, rewrite, sameAs } from '../entry.ts'
import { values } from '../write.ts'
import { ceilingType, numberType, operatorType, remainderType, roundedType, shiftedType } from './number-types.ts'
import { givesTinyint } from './result-types.ts'
import {
  absolute,
  asNumber,
  boundCall,
  bucketOf,
  negation,
  operatorCall,
  randomNumber,
  roundingCall,
  safeArithmetic,
  safeDivision,
  shift,
  signOf,
} from './rewrite-numbers.ts'

const fn = entriesOf('numbers')
/** Text is read as a number, any number becomes a double. */
const double = { takes: ['double'], returns: 'double' } as const
const integer = { returns: 'integer' } as const

/** DuckDB raises an error for an infinite angle. */
function ofFinite(name: string) {
  return macro(`(number) as ${name}(if(isinf(number), cast('NaN' as double), number))`)
}

/** NULL where DuckDB would raise an error for an argument that a function is not defined for. */
function definedWhere(body: string, condition: string) {
  return macro(`(number) as if(cast(number as double) ${condition}, ${body}, null)`)
}

export const sparkNumbers = [
  fn('abs', 1, 'Without the sign.', rewrite(absolute), { returns: numberType }),
  fn(
    'acos',
    1,
    'The arc cosine.',
    macro("(number) as if(abs(number) > 1, cast('NaN' as double), acos(number))"),
    double,
  ),
  fn('asin', 1, 'The arc sine.', macro("(number) as if(abs(number) > 1, cast('NaN' as double), asin(number))"), double),
  fn(
    'acosh',
    1,
    'The inverse hyperbolic cosine; NaN below 1.',
    macro("(number) as if(number < 1, cast('NaN' as double), acosh(if(number < 1, 1, number)))"),
    double,
  ),
  fn('asinh', 1, 'The inverse hyperbolic sine.', sameAs('asinh'), double),
  fn(
    'atanh',
    1,
    'The inverse hyperbolic tangent; NaN beyond 1.',
    macro("(number) as if(abs(number) > 1, cast('NaN' as double), atanh(if(abs(number) > 1, 0, number)))"),
    double,
  ),
  fn('atan', 1, 'The arc tangent.', sameAs('atan'), double),
  fn('atan2', 2, 'The angle of a point.', sameAs('atan2'), double),
  fn('bin', 1, 'The binary digits of a whole number.', macro('(number) as bin(cast(number as bigint))'), {
    returns: 'string',
  }),
  fn(
    'bit_count',
    1,
    'How many bits are set.',
    macro('(number) as cast(bit_count(cast(number as bigint)) as integer)'),
    integer,
  ),
  fn('bround', [1, 2], 'Rounds halves to the even neighbour.', rewrite(roundingCall('round_even')), {
    returns: roundedType,
  }),
  fn(
    'bitmap_bit_position',
    1,
    'The place of a number within its bitmap.',
    macro('(number) as if(number > 0, (cast(number as bigint) - 1) % 32768, -cast(number as bigint) % 32768)'),
    { returns: 'bigint' },
  ),
  fn(
    'bitmap_bucket_number',
    1,
    'The number of the bitmap that a number falls into.',
    macro('(number) as if(number > 0, 1 + (cast(number as bigint) - 1) // 32768, cast(number as bigint) // 32768)'),
    { returns: 'bigint' },
  ),
  fn(
    'bitmap_count',
    1,
    'How many bits of a bitmap are set.',
    macro(
      '(bytes) as cast(coalesce(list_sum(list_transform(tidemill.byte_values(bytes), lambda _byte: bit_count(_byte))), if(bytes is null, null, 0)) as bigint)',
    ),
    { returns: 'bigint' },
  ),
  fn('cbrt', 1, 'The cube root.', macro('(number) as round(cbrt(number), 14)'), double),
  fn('ceil', [1, 2], 'The next whole number above, or the next with so many decimals.', rewrite(boundCall('ceil')), {
    returns: ceilingType,
    aliases: ['ceiling'],
  }),
  fn(
    'conv',
    3,
    'A number written in another base.',
    macro('(digits, source, target) as tidemill.based(cast(digits as varchar), source, target)'),
    { returns: 'string' },
  ),
  fn('cos', 1, 'The cosine.', ofFinite('cos'), double),
  fn('cosh', 1, 'The hyperbolic cosine.', sameAs('cosh'), double),
  fn(
    'cot',
    1,
    'The cotangent.',
    macro("(number) as 1 / tan(if(isinf(number), cast('NaN' as double), number))"),
    double,
  ),
  fn('csc', 1, 'The cosecant.', macro("(number) as 1 / sin(if(isinf(number), cast('NaN' as double), number))"), double),
  fn('degrees', 1, 'Radians as degrees.', sameAs('degrees'), double),
  fn('div', 2, 'The whole part of a division.', rewrite(operatorCall('div')), { returns: 'bigint' }),
  fn('e', 0, "Euler's number.", macro('() as exp(1.0)'), double),
  fn('exp', 1, 'A power of e.', sameAs('exp'), double),
  fn('expm1', 1, 'A power of e, less 1.', macro('(number) as exp(number) - 1'), double),
  fn(
    'factorial',
    1,
    'The factorial; NULL outside of 0 to 20.',
    macro(
      '(number) as if(number between 0 and 20, cast(factorial(cast(if(number between 0 and 20, number, 0) as integer)) as bigint), null)',
    ),
    { returns: 'bigint' },
  ),
  fn('floor', [1, 2], 'The next whole number below, or the next with so many decimals.', rewrite(boundCall('floor')), {
    returns: ceilingType,
  }),
  fn('getbit', 2, 'One bit.', macro('(number, place) as cast((cast(number as bigint) >> place) & 1 as tinyint)'), {
    returns: givesTinyint,
    aliases: ['bit_get'],
  }),
  fn(
    'hypot',
    2,
    'The length of a diagonal.',
    macro(`(one, other) as
    if(isinf(one) or isinf(other), cast('Infinity' as double), sqrt(one * one + other * other))`),
    double,
  ),
  fn('isnan', 1, 'Whether a number is NaN.', macro('(number) as coalesce(isnan(try_cast(number as double)), false)'), {
    returns: 'boolean',
  }),
  fn(
    'ln',
    1,
    'The natural logarithm; NULL unless positive.',
    definedWhere('ln(if(number > 0, number, 1))', '> 0'),
    double,
  ),
  fn(
    'log',
    [1, 2],
    'The natural logarithm, or that to a base.',
    macro(`(number) as if(number > 0, ln(if(number > 0, number, 1)), null),
    (base, number) as if(number > 0 and base > 0, ln(if(number > 0, number, 1)) / ln(if(base > 0, base, 1)), null)`),
    double,
  ),
  fn('log10', 1, 'The logarithm to base 10.', definedWhere('log10(if(number > 0, number, 1))', '> 0'), double),
  fn(
    'log1p',
    1,
    'The natural logarithm of one more.',
    macro('(number) as if(number > -1, ln(1 + if(number > -1, number, 0)), null)'),
    double,
  ),
  fn('log2', 1, 'The logarithm to base 2.', definedWhere('log2(if(number > 0, number, 1))', '> 0'), double),
  fn('mod', 2, 'The remainder; NULL for a division by zero.', rewrite(operatorCall('%')), { returns: remainderType }),
  fn(
    'nanvl',
    2,
    'The second argument where the first is NaN.',
    macro('(number, other) as if(isnan(cast(number as double)), other, number)'),
    double,
  ),
  fn('negative', 1, 'With the other sign.', rewrite(negation), { returns: numberType }),
  fn('pi', 0, 'Pi.', sameAs('pi'), double),
  fn(
    'pmod',
    2,
    'The remainder that is never negative for a positive divisor.',
    macro(`(number, divisor) as list_transform([tidemill.remainder(number, divisor)], lambda _rest:
      if(_rest < 0, tidemill.remainder(_rest + divisor, divisor), _rest))[1]`),
    { returns: remainderType },
  ),
  fn('positive', 1, 'The number itself.', rewrite(asNumber), { returns: numberType }),
  fn(
    'pow',
    2,
    'A power.',
    rewrite((node) => {
      const [base, exponent] = values(node)
      return base && exponent
        ? call('power', [cast(base, 'double', base.span), cast(exponent, 'double', exponent.span)], node.span)
        : null
    }),
    { ...double, aliases: ['power'] },
  ),
  fn('radians', 1, 'Degrees as radians.', sameAs('radians'), double),
  fn(
    'rint',
    1,
    'The nearest whole number, as a double.',
    macro('(number) as round_even(cast(number as double), 0)'),
    double,
  ),
  fn('round', [1, 2], 'Rounds halves away from zero.', rewrite(roundingCall('round')), { returns: roundedType }),
  fn('sec', 1, 'The secant.', macro("(number) as 1 / cos(if(isinf(number), cast('NaN' as double), number))"), double),
  fn('shiftleft', 2, 'Bits moved to the left.', rewrite(shift('left')), { returns: shiftedType }),
  fn('shiftright', 2, 'Bits moved to the right.', rewrite(shift('right')), { returns: shiftedType }),
  fn('shiftrightunsigned', 2, 'Bits moved to the right, with zeros in front.', rewrite(shift('unsigned')), {
    returns: shiftedType,
  }),
  fn('sign', 1, '-1, 0 or 1.', rewrite(signOf), { returns: 'double', aliases: ['signum'] }),
  fn('sin', 1, 'The sine.', ofFinite('sin'), double),
  fn('sinh', 1, 'The hyperbolic sine.', sameAs('sinh'), double),
  fn(
    'sqrt',
    1,
    'The square root; NaN for a negative number.',
    macro("(number) as if(number < 0, cast('NaN' as double), sqrt(abs(number)))"),
    double,
  ),
  fn('tan', 1, 'The tangent.', ofFinite('tan'), double),
  fn('tanh', 1, 'The hyperbolic tangent.', sameAs('tanh'), double),
  fn('try_add', 2, 'The sum; NULL when it does not fit.', rewrite(safeArithmetic('+')), { returns: operatorType('+') }),
  fn('try_divide', 2, 'The quotient; NULL for a division by zero.', rewrite(safeDivision), {
    returns: operatorType('/'),
  }),
  fn('try_multiply', 2, 'The product; NULL when it does not fit.', rewrite(safeArithmetic('*')), {
    returns: operatorType('*'),
  }),
  fn('try_subtract', 2, 'The difference; NULL when it does not fit.', rewrite(safeArithmetic('-')), {
    returns: operatorType('-'),
  }),
  fn(
    'width_bucket',
    4,
    'The number of the bucket of a histogram.',
    rewrite(
      bucketOf,
      `(number, low, high, buckets) as
    case when low = high or buckets <= 0 or isnan(cast(number as double)) or number is null or low is null or high is null or buckets is null then null
         when low < high then case when number < low then 0 when number >= high then buckets + 1 else cast(floor((number - low) / (high - low) * buckets) as bigint) + 1 end
         else case when number > low then 0 when number <= high then buckets + 1 else cast(floor((low - number) / (low - high) * buckets) as bigint) + 1 end end`,
    ),
    { returns: 'bigint' },
  ),
  fn(
    'rand',
    [0, 1],
    'A random number below 1; a seed does not repeat those of Spark.',
    rewrite(randomNumber('random')),
    { ...double, aliases: ['random'] },
  ),
  fn(
    'randn',
    [0, 1],
    'A random number of the normal distribution; a seed does not repeat those of Spark.',
    macro(
      `() as sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random()), (seed) as sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random())`,
    ),
    double,
  ),
]
