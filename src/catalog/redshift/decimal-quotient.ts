import { cast, number, simpleType } from '../../sql/build.ts'
import type { Expression, TextSpan } from '../../sql/tree.ts'
import { type Digits, decimalResult, digitsOf } from '../types/decimals.ts'
import type { SqlType } from '../types/sql-type.ts'
import { macroCall } from '../write.ts'

/**
 * The quotient of two decimals, or of one and a whole number, cut after the places that the guide gives it: DuckDB would
 * divide doubles. Whole numbers of the last place are divided instead. Null for other types.
 */
export function decimalQuotient(
  left: Expression,
  right: Expression,
  types: readonly [SqlType | null, SqlType | null],
  span: TextSpan,
): Expression | null {
  const [a, b] = types.map((type) => digitsOf(type, 'redshift'))
  if (!a || !b) return null
  const result = decimalResult('/', a, b, 'redshift')
  if (result?.kind !== 'decimal') return null
  const { precision, scale } = result
  const factors = [
    10n ** BigInt(a.scale),
    10n ** BigInt(b.scale),
    10n ** BigInt(Math.max(0, scale - a.scale + b.scale)),
  ]
  const args = [
    withRoom(left, a),
    withRoom(right, b),
    ...factors.map((factor) => number(factor, span)),
    number(unitOfScale(scale), span),
  ]
  return cast(macroCall('redshift_quotient', args, span), simpleType('decimal', span, [precision, scale]), span)
}

/** As a whole number of its last place a decimal may have more than the 18 digits that DuckDB keeps to. */
function withRoom(value: Expression, { precision, scale }: Digits): Expression {
  if (precision > 18 || precision + scale <= 18) return value
  return cast(value, simpleType('decimal', value.span, [38, scale]), value.span)
}

/** The mean of decimals of one scale. */
export function decimalMean(total: Expression, count: Expression, scale: number, span: TextSpan): Expression {
  const args = [total, count, number(10n ** BigInt(scale), span), number(unitOfScale(scale), span)]
  return macroCall('redshift_decimal_mean', args, span)
}

/** `0.01` for a scale of 2. */
export function unitOfScale(scale: number): string {
  return scale === 0 ? '1' : `0.${'1'.padStart(scale, '0')}`
}
