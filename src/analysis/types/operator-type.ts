import type { SourceDialect } from '../../catalog/entry.ts'
import { commonOfTwo } from '../../catalog/types/common-type.ts'
import { decimalResult, operandDigits } from '../../catalog/types/decimals.ts'
import * as types from '../../catalog/types/sql-type.ts'
import { isNumber, type SqlType } from '../../catalog/types/sql-type.ts'
import type { Binary, Expression } from '../../sql/tree.ts'

type TypeOf = (expression: Expression) => SqlType | null

const tests: ReadonlySet<string> = new Set([
  'or',
  'and',
  '=',
  '<>',
  '<',
  '<=',
  '>',
  '>=',
  '<=>',
  '~',
  '!~',
  '~*',
  '!~*',
  'overlaps',
])
const bits: ReadonlySet<string> = new Set(['&', '|', '^', '#'])

/** The type of `left <operator> right`. */
export function binaryType(node: Binary, dialect: SourceDialect, typeOf: TypeOf): SqlType | null {
  const { operator } = node
  if (tests.has(operator)) return types.booleanType
  const [a, b] = operandTypes(node, dialect, typeOf)
  if (operator === '||') return joinedType(a, b)
  if (a === null || b === null) return evenSo(operator, a, b, dialect)
  if (operator === '<<' || operator === '>>') return a
  // Redshift's power, and Spark's `xor`.
  if (operator === '^' && dialect === 'redshift') return types.doubleType
  if (bits.has(operator)) return commonOfTwo(a, b, dialect)
  if (operator === 'div') return types.bigintType
  return momentType(operator, a, b, dialect) ?? numberType(node, a, b, dialect)
}

/** Redshift reads a quoted literal in arithmetic as what stands beside it; how many digits a decimal gets nobody says. */
function operandTypes({ operator, left, right }: Binary, dialect: SourceDialect, typeOf: TypeOf) {
  const [a, b] = [typeOf(left), typeOf(right)]
  if (dialect !== 'redshift' || !'+-*/%'.includes(operator)) return [a, b] as const
  const reads = (literal: Expression, other: SqlType | null) =>
    literal.kind === 'string' &&
    (other?.kind === 'integer' || other?.kind === 'float' || (operator === '-' && other !== null && isMoment(other)))
  return [reads(left, b) ? b : a, reads(right, a) ? a : b] as const
}

/** What one side alone decides. */
function evenSo(operator: string, a: SqlType | null, b: SqlType | null, dialect: SourceDialect): SqlType | null {
  if (operator === 'div') return types.bigintType
  const known = a ?? b
  if (known?.kind === 'float' && known.bits === 64 && '+-*/%'.includes(operator)) return types.doubleType
  if (dialect === 'spark' && operator === '+' && known?.kind === 'interval') return null
  return null
}

function joinedType(a: SqlType | null, b: SqlType | null): SqlType | null {
  if (a?.kind === 'array' || b?.kind === 'array') return a?.kind === 'array' && a.element ? a : b
  if (a?.kind === 'binary' && b?.kind === 'binary') return types.binaryType
  return a?.kind === 'string' || b?.kind === 'string' ? types.stringType : a && b ? types.stringType : null
}

function momentType(operator: string, a: SqlType, b: SqlType, dialect: SourceDialect): SqlType | null {
  const isSum = operator === '+' || operator === '-'
  if (a.kind === 'interval' && b.kind === 'interval') {
    if (!isSum) return null
    return commonOfTwo(a, b, dialect)
  }
  if (a.kind === 'interval' && (operator === '*' || operator === '/')) return scaled(a)
  if (b.kind === 'interval' && operator === '*') return scaled(b)
  if (!isSum) return null
  if (operator === '+' && b.kind !== 'interval' && a.kind === 'interval') return momentType('+', b, a, dialect)
  if (operator === '-' && isMoment(a) && isMoment(b)) return difference(a, b, dialect)
  // Spark reads the text as a date.
  if (operator === '-' && a.kind === 'string' && b.kind === 'date' && dialect === 'spark') {
    return difference(b, b, dialect)
  }
  if (a.kind === 'date') {
    if (b.kind === 'time' && operator === '+') return { kind: 'timestamp', zoned: b.zoned }
    if (b.kind === 'integer') return types.dateType
    if (b.kind !== 'interval') return null
    return dialect === 'spark' ? shiftedDate(b) : types.wallTimeType
  }
  if (b.kind === 'date' && a.kind === 'integer' && operator === '+') return types.dateType
  if ((a.kind === 'timestamp' || a.kind === 'time') && b.kind === 'interval') return a
  if (a.kind === 'string' && b.kind === 'interval' && dialect === 'spark') return a
  return null
}

function isMoment(type: SqlType): boolean {
  return type.kind === 'date' || type.kind === 'timestamp'
}

function difference(a: SqlType, b: SqlType, dialect: SourceDialect): SqlType | null {
  const dates = a.kind === 'date' && b.kind === 'date'
  if (dialect === 'redshift') return dates ? types.integerType : types.mixedInterval
  return dates ? types.intervalType('day', 'day') : types.intervalType('day', 'second')
}

/** An interval of whole days or months keeps a date one; hours make it an instant. */
function shiftedDate(interval: SqlType): SqlType {
  if (interval.kind !== 'interval') return types.dateType
  if (interval.family !== 'day-time') return types.dateType
  return interval.to === 'day' ? types.dateType : types.instantType
}

/** Multiplied intervals reach to their family's least field. */
function scaled(type: Extract<SqlType, { kind: 'interval' }>): SqlType | null {
  if (type.family === 'mixed') return type
  return type.family === 'year-month' ? types.intervalType('year', 'month') : types.intervalType('day', 'second')
}

function numberType(node: Binary, a: SqlType, b: SqlType, dialect: SourceDialect): SqlType | null {
  const { operator, left, right } = node
  const [x, y] = dialect === 'spark' ? [sparkOperand(a), sparkOperand(b)] : [a, b]
  if (x.kind === 'null' || y.kind === 'null') {
    const other = x.kind === 'null' ? y : x
    if (other.kind === 'null') return types.doubleType
    return operator === '/' && dialect === 'spark' && other.kind !== 'decimal' ? types.doubleType : other
  }
  if (!isNumber(x) || !isNumber(y)) return null
  if (x.kind === 'float' || y.kind === 'float') {
    if (operator === '/' && dialect === 'spark') return types.doubleType
    return commonOfTwo(x, y, dialect)
  }
  if (x.kind === 'decimal' || y.kind === 'decimal') {
    const [p, q] = [operandDigits(x, left, dialect), operandDigits(y, right, dialect)]
    return p && q ? decimalResult(operator, p, q, dialect) : null
  }
  if (operator === '/' && dialect === 'spark') return types.doubleType
  return commonOfTwo(x, y, dialect)
}

/** Text in arithmetic is read as a double. */
function sparkOperand(type: SqlType): SqlType {
  return type.kind === 'string' ? types.doubleType : type
}
