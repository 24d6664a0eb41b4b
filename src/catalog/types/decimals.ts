import type { Expression, NumberLiteral } from '../../sql/tree.ts'
import type { SourceDialect } from '../entry.ts'
import { decimalType, type SqlType } from './sql-type.ts'

export interface Digits {
  readonly precision: number
  readonly scale: number
}

export const mostDigits = 38

/** How many digits each width of integer can have, as decimals beside it count them. */
const integerDigits: Readonly<Record<SourceDialect, Readonly<Record<8 | 16 | 32 | 64, number>>>> = {
  spark: { 8: 3, 16: 5, 32: 10, 64: 20 },
  redshift: { 8: 3, 16: 5, 32: 10, 64: 19 },
}

/** A decimal or an integer as digits; null for all else. */
export function digitsOf(type: SqlType | null, dialect: SourceDialect): Digits | null {
  if (type?.kind === 'decimal') return type
  return type?.kind === 'integer' ? { precision: integerDigits[dialect][type.bits], scale: 0 } : null
}

/**
 * The digits that a side of decimal arithmetic counts. Spark's DecimalType.fromLiteral: those that a whole literal shows,
 * but of a tinyint those of its type.
 */
export function operandDigits(
  type: SqlType | null,
  value: Expression | undefined,
  dialect: SourceDialect,
): Digits | null {
  const shown = dialect === 'spark' && type?.kind === 'integer' && type.bits > 8 ? signedLiteral(value) : null
  return shown ? literalDigits(shown) : digitsOf(type, dialect)
}

/** The number of a literal, to which a minus in front belongs; one in parentheses ends before its minus does. */
function signedLiteral(value: Expression | undefined): NumberLiteral | null {
  if (value?.kind === 'number') return value
  if (value?.kind !== 'unary' || value.operator !== '-' || value.operand.kind !== 'number') return null
  return value.operand.span.end === value.span.end ? value.operand : null
}

/** The digits that a literal shows: `1.50` is decimal(3, 2), `0.05` decimal(2, 2). */
export function literalDigits({ digits }: Pick<NumberLiteral, 'digits'>): Digits {
  const [mantissa = '', exponent = '0'] = digits.toLowerCase().split('e')
  const [whole = '', fraction = ''] = mantissa.split('.')
  const scale = Math.max(0, fraction.length - Number(exponent))
  const significant = `${whole}${fraction}`.replace(/^0+/, '')
  const shifted = significant.length + Math.max(0, Number(exponent) - fraction.length)
  return { precision: Math.max(shifted, scale, 1), scale }
}

/**
 * The type of `a <operator> b` of two decimals. Spark: DecimalPrecision and DecimalType.adjustPrecisionScale with
 * `spark.sql.decimalOperations.allowPrecisionLoss`, its default. Redshift: the guide's "Computations with numeric
 * values".
 */
export function decimalResult(operator: string, a: Digits, b: Digits, dialect: SourceDialect): SqlType | null {
  const exact = exactResult(operator, a, b, dialect)
  return exact && (dialect === 'spark' ? sparkBounded(exact) : redshiftBounded(exact))
}

function exactResult(operator: string, a: Digits, b: Digits, dialect: SourceDialect): Digits | null {
  const scale = Math.max(a.scale, b.scale)
  switch (operator) {
    case '+':
    case '-':
      return { precision: Math.max(a.precision - a.scale, b.precision - b.scale) + scale + 1, scale }
    case '*':
      return { precision: a.precision + b.precision + 1, scale: a.scale + b.scale }
    case '/': {
      const least = dialect === 'spark' ? 6 : 4
      const added = dialect === 'spark' ? a.scale + b.precision + 1 : a.scale + b.precision - b.scale + 1
      const quotient = Math.max(least, added)
      return { precision: a.precision - a.scale + b.scale + quotient, scale: quotient }
    }
    case '%':
      return { precision: Math.min(a.precision - a.scale, b.precision - b.scale) + scale, scale }
    default:
      return null
  }
}

function sparkBounded({ precision, scale }: Digits): SqlType {
  if (precision <= mostDigits) return decimalType(precision, scale)
  const kept = Math.max(mostDigits - (precision - scale), Math.min(scale, 6))
  return decimalType(mostDigits, kept)
}

function redshiftBounded({ precision, scale }: Digits): SqlType {
  if (precision <= mostDigits) return decimalType(precision, scale)
  return decimalType(mostDigits, Math.max(mostDigits + scale - precision, Math.min(4, scale)))
}

/** A decimal that holds all values of both, as far as 38 digits go. */
export function widerDecimal(a: Digits, b: Digits): SqlType {
  const scale = Math.max(a.scale, b.scale)
  const range = Math.max(a.precision - a.scale, b.precision - b.scale)
  return boundedDecimal(range + scale, scale)
}

export function boundedDecimal(precision: number, scale: number): SqlType {
  return decimalType(Math.min(precision, mostDigits), Math.min(scale, mostDigits))
}
