import { binary, call, cast, negative, number, simpleType, tryCast } from '../../sql/build.ts'
import type { Binary, DataType, Expression, TextSpan } from '../../sql/tree.ts'
import type { RewriteContext } from '../entry.ts'
import { hasOwnType } from '../own-type.ts'
import { type Digits, digitsOf, mostDigits } from '../types/decimals.ts'
import { decimalType, doubleType, type SqlType } from '../types/sql-type.ts'
import { duckdbTypeName } from '../types/write-type.ts'
import { macroCall } from '../write.ts'

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%' | 'div'

/** `left <operator> right` of numbers whose types are known, already said in DuckDB's words. */
interface Operation {
  readonly operator: ArithmeticOperator
  readonly left: Expression
  readonly right: Expression
  readonly leftType: SqlType
  readonly rightType: SqlType
  /** What Spark gives. */
  readonly result: SqlType
  readonly span: TextSpan
}

/** A division by zero is NULL. */
function divisor(value: Expression): Expression {
  if (value.kind === 'number' && Number(value.digits) !== 0) return value
  return call('nullif', [value, number(0, value.span)], value.span)
}

export interface Side {
  readonly value: Expression
  readonly type: SqlType | null
}

/** Text in arithmetic is read as a double, and NULL where it is none. */
export function numberSide(value: Expression, context: Pick<RewriteContext, 'exactTypeOf'>): Side {
  const type = context.exactTypeOf(value)
  if (type?.kind !== 'string') return { value, type }
  return { value: macroCall('spark_double', [value], value.span), type: doubleType }
}

/** `left <operator> right` of numbers: exact where both types are known, else as DuckDB has it. */
export function numberOperation(
  operator: ArithmeticOperator,
  left: Side,
  right: Side,
  result: SqlType | null,
  span: TextSpan,
): Expression {
  const known = left.type && right.type && result
  const exact = known
    ? exactArithmetic({
        ...{ operator, result, span, leftType: left.type, rightType: right.type },
        ...{ left: exactDecimal(left), right: exactDecimal(right) },
      })
    : null
  return exact ?? plainOperation(operator, left, right, result, span)
}

/** Only a decimal must be what Spark has it for; whole numbers and doubles come out the same in a wider type. */
function exactDecimal({ value, type }: Side): Expression {
  return type?.kind !== 'decimal' || hasOwnType(value) ? value : inType(value, type)
}

function plainOperation(
  operator: ArithmeticOperator,
  left: Side,
  right: Side,
  result: SqlType | null,
  span: TextSpan,
): Expression {
  // A setting of DuckDB's would make a quotient of whole numbers whole.
  const asDouble = ({ value, type }: Side) =>
    type && (type.kind !== 'float' || type.bits === 32) ? cast(value, 'double', value.span) : value
  const doubles = result?.kind === 'float' && result.bits === 64 && left.type && right.type
  const mixed = doubles && (left.type?.kind === 'decimal' || right.type?.kind === 'decimal')
  const one = doubles && (operator === '/' || mixed) ? asDouble(left) : left.value
  const other = mixed ? asDouble(right) : right.value
  switch (operator) {
    case '/':
    case '%':
      return binary(operator, one, divisor(other), span)
    case 'div':
      return macroCall('spark_div', [one, other], span)
    default:
      return binary(operator, one, other, span)
  }
}

/** With the other sign, which the least whole number keeps. */
export function negated({ value, type }: Side, span: TextSpan): Expression {
  if (type?.kind !== 'integer' || value.kind === 'number') return negative(value, span)
  return wrapped(negative(widened(value, type.bits), span), type.bits, span)
}

/** Whole numbers and decimals as Spark computes them; null where DuckDB's own operator does. */
function exactArithmetic(operation: Operation): Expression | null {
  const { operator, result, leftType, rightType } = operation
  if (operator === 'div') return wholeDivision(operation)
  if (result.kind === 'decimal') return decimalArithmetic(operation, result)
  if (result.kind === 'integer' && (operator === '+' || operator === '-' || operator === '*')) {
    return leftType.kind === 'integer' && rightType.kind === 'integer' ? wrapping(operation, result.bits) : null
  }
  return null
}

const widths = { 8: 'tinyint', 16: 'smallint', 32: 'integer', 64: 'bigint' } as const

/** A number computed in a wider type, back in its own width as Java would have it. */
export function wrapped(value: Expression, bits: 8 | 16 | 32 | 64, span: TextSpan): Expression {
  return macroCall(`wrapped_${widths[bits]}`, [value], span)
}

/** A whole number in a type that holds what one operation makes of it. */
export function widened(value: Expression, bits: 8 | 16 | 32 | 64): Expression {
  return cast(value, bits === 64 ? 'hugeint' : 'bigint', value.span)
}

function wrapping({ operator, left, right, span }: Operation, bits: 8 | 16 | 32 | 64): Expression {
  const fits = plainSum(operator, left, right, bits)
  if (fits) return binary(operator as Binary['operator'], left, right, span)
  return wrapped(binary(operator as Binary['operator'], widened(left, bits), right, span), bits, span)
}

/** Two literals whose result can be seen to fit need nothing. */
function plainSum(operator: string, left: Expression, right: Expression, bits: number): boolean {
  if (left.kind !== 'number' || right.kind !== 'number' || bits !== 32) return false
  const [a, b] = [Number(left.digits), Number(right.digits)]
  const value = operator === '+' ? a + b : operator === '-' ? a - b : a * b
  return Math.abs(value) < 2 ** 31
}

function decimalArithmetic(operation: Operation, result: Digits): Expression | null {
  const { operator, left, right, leftType, rightType, span } = operation
  const [a, b] = [digitsOf(leftType, 'spark'), digitsOf(rightType, 'spark')]
  if (!a || !b) return null
  switch (operator) {
    case '+':
    case '-':
    case '*': {
      const exact = operator === '*' ? productDigits(a, b) : sumDigits(a, b)
      const room = { precision: exact.precision > 18 ? mostDigits : exact.precision, scale: a.scale }
      const sum = binary(operator, ofDigits(left, leftType, room), right, span)
      return kept(sum, exact, result, span)
    }
    case '%':
      return cast(binary('%', left, divisor(right), span), decimalName(result), span)
    case '/':
      return quotient(operation, a, b, result)
    default:
      return null
  }
}

function sumDigits(a: Digits, b: Digits): Digits {
  const scale = Math.max(a.scale, b.scale)
  return { precision: Math.max(a.precision - a.scale, b.precision - b.scale) + scale + 1, scale }
}

function productDigits(a: Digits, b: Digits): Digits {
  return { precision: a.precision + b.precision + 1, scale: a.scale + b.scale }
}

/** DuckDB computes decimals of up to 18 digits in 64 bits, even where the result has more: one side is made wider. */
function ofDigits(value: Expression, type: SqlType, digits: Digits): Expression {
  if (digits.precision < mostDigits && type.kind === 'decimal') return value
  return cast(value, decimalName(digits), value.span)
}

/** Where digits are given up the result may be too great, which is NULL; what overflows before that is an error. */
function kept(value: Expression, exact: Digits, result: Digits, span: TextSpan): Expression {
  if (exact.precision <= mostDigits) return cast(value, decimalName(result), span)
  const safe = exact.scale === result.scale ? call('try', [value], span) : value
  return tryCast(safe, decimalName(result), span)
}

function quotient(operation: Operation, a: Digits, b: Digits, result: Digits): Expression {
  const { left, right, leftType, rightType, span } = operation
  return decimalQuotient(unscaled(left, leftType, a), unscaled(right, rightType, b), b.scale - a.scale, result, span)
}

/** `dividend / divisor` of whole numbers, by ten to the power of `shift`, in the result's digits. */
function decimalQuotient(
  dividend: Expression,
  divisor: Expression,
  shift: number,
  result: Digits,
  span: TextSpan,
): Expression {
  const { precision, scale } = result
  const places = scale + shift
  const wholes = macroCall('whole_quotient', [shifted(dividend, places, span), shifted(divisor, -places, span)], span)
  if (scale === 0) return tryCast(wholes, decimalName(result), span)
  const unit = cast(number(`0.${'0'.repeat(scale - 1)}1`, span), decimalName({ precision: scale, scale }), span)
  const value = binary('*', wholes, unit, span)
  return precision === mostDigits ? value : tryCast(value, decimalName(result), span)
}

/** The mean of decimals: their sum, by how many there are. */
export function decimalMean(
  sum: Expression,
  sumDigits: Digits,
  count: Expression,
  result: Digits,
  span: TextSpan,
): Expression {
  const total = unscaled(sum, decimalType(sumDigits.precision, sumDigits.scale), sumDigits)
  return decimalQuotient(total, cast(count, 'hugeint', span), -sumDigits.scale, result, span)
}

/** A decimal as the whole number of its last place. */
function unscaled(value: Expression, type: SqlType, { precision, scale }: Digits): Expression {
  const { span } = value
  if (type.kind === 'integer' || scale === 0) return cast(value, 'hugeint', span)
  // The digits of a long one would overflow on the way.
  if (precision + scale + 1 > mostDigits) return macroCall('unscaled_digits', [value], span)
  return macroCall('unscaled', [value, number(`1${'0'.repeat(scale)}`, span)], span)
}

function shifted(value: Expression, places: number, span: TextSpan): Expression {
  if (places <= 0) return value
  return binary('*', value, cast(number(`1${'0'.repeat(places)}`, span), 'hugeint', span), span)
}

/** `div`: the whole part of the quotient, of floats and texts that of their whole parts. */
function wholeDivision(operation: Operation): Expression | null {
  const { left, right, leftType, rightType, span } = operation
  const [a, b] = [digitsOf(leftType, 'spark'), digitsOf(rightType, 'spark')]
  if (leftType.kind !== 'decimal' && rightType.kind !== 'decimal') {
    const whole = (value: Expression, type: SqlType) =>
      type.kind === 'integer' ? value : macroCall('spark_bigint', [value], value.span)
    const quotient = binary('//', cast(whole(left, leftType), 'hugeint', span), divisor(whole(right, rightType)), span)
    return wrapped(quotient, 64, span)
  }
  if (!a || !b) return null
  const scale = Math.max(a.scale, b.scale)
  const dividend = shifted(unscaled(left, leftType, a), scale - a.scale, span)
  const by = shifted(unscaled(right, rightType, b), scale - b.scale, span)
  return tryCast(binary('//', dividend, divisor(by), span), 'bigint', span)
}

function decimalName({ precision, scale }: Digits): DataType {
  return simpleType('decimal', { start: 0, end: 0 }, [precision, scale])
}

/** The value in the type that Spark gives it, when DuckDB may have another. */
export function inType(value: Expression, type: SqlType | null): Expression {
  const name = duckdbTypeName(type, 'spark')
  return name ? cast(value, simpleType(name, value.span), value.span) : value
}
