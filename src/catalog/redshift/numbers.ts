import { entriesOf, macro, rewrite, sameAs } from '../entry.ts'
import { typeOfArgument } from '../types/return-type.ts'
import {
  parsedNumberType,
  remainderType,
  roundedType,
  signType,
  truncatedType,
  wholeNumberType,
} from './return-types.ts'
import { remainderCall, truncated } from './rewrite-numbers.ts'
import { parsedNumber, patternText } from './rewrite-to-char.ts'

const fn = entriesOf('numbers')
const double = { returns: 'double' } as const

export const redshiftNumbers = [
  fn('abs', 1, 'Without the sign.', sameAs('abs'), { returns: typeOfArgument(0) }),
  fn('acos', 1, 'The arc cosine.', sameAs('acos'), double),
  fn('asin', 1, 'The arc sine.', sameAs('asin'), double),
  fn('atan', 1, 'The arc tangent.', sameAs('atan'), double),
  fn('atan2', 2, 'The angle of a point.', sameAs('atan2'), double),
  fn('cbrt', 1, 'The cube root.', macro('(number) as round(cbrt(number), 14)'), double),
  fn('ceil', 1, 'The next whole number above.', sameAs('ceil'), {
    aliases: ['ceiling'],
    returns: wholeNumberType,
  }),
  fn('cos', 1, 'The cosine.', sameAs('cos'), double),
  fn('cot', 1, 'The cotangent.', sameAs('cot'), double),
  fn('degrees', 1, 'Radians as degrees.', sameAs('degrees'), double),
  fn('exp', 1, 'A power of e.', sameAs('exp'), { ...double, aliases: ['dexp'] }),
  fn('floor', 1, 'The next whole number below.', sameAs('floor'), { returns: wholeNumberType }),
  fn('ln', 1, 'The natural logarithm.', sameAs('ln'), { ...double, aliases: ['dlog1'] }),
  fn('log', 1, 'The logarithm to base 10.', sameAs('log10'), { ...double, aliases: ['dlog10', 'log10'] }),
  fn('mod', 2, 'The remainder.', rewrite(remainderCall), { returns: remainderType }),
  fn('pi', 0, 'Pi.', sameAs('pi'), double),
  fn('power', 2, 'A power.', macro('(base, exponent) as power(cast(base as double), cast(exponent as double))'), {
    ...double,
    aliases: ['pow', 'dpow'],
  }),
  fn('radians', 1, 'Degrees as radians.', sameAs('radians'), double),
  fn('random', 0, 'A random number below 1.', sameAs('random'), double),
  fn('round', [1, 2], 'Rounds halves away from zero.', sameAs('round'), { returns: roundedType }),
  fn('sign', 1, '-1, 0 or 1.', sameAs('sign'), { returns: signType }),
  fn('sin', 1, 'The sine.', sameAs('sin'), double),
  fn('sqrt', 1, 'The square root.', sameAs('sqrt'), { ...double, aliases: ['dsqrt'] }),
  fn('tan', 1, 'The tangent.', sameAs('tan'), double),
  fn('to_char', 2, 'A moment or number as text, by a pattern.', rewrite(patternText), { returns: 'string' }),
  fn('to_number', 2, 'Text as a number, by a pattern.', rewrite(parsedNumber), {
    returns: parsedNumberType,
  }),
  fn('trunc', [1, 2], 'A number without its further decimals; a moment as a date.', rewrite(truncated), {
    returns: truncatedType,
  }),
]
