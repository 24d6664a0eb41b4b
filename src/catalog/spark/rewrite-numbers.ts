import { binary, call, caseWhen, cast, negative, number } from '../../sql/build.ts'
import type { Call, Expression, TextSpan } from '../../sql/tree.ts'
import type { Rewrite, RewriteContext } from '../entry.ts'
import type { SqlType } from '../types/sql-type.ts'
import { macroCall, values } from '../write.ts'
import {
  type ArithmeticOperator,
  inType,
  negated,
  numberOperation,
  numberSide,
  type Side,
  widened,
  wrapped,
} from './arithmetic.ts'
import { asDecimal, placesOf } from './number-types.ts'
import { temporalOperator } from './temporal.ts'

/** `mod(a, b)`, `a div b` and other functions that are operators. */
export function operatorCall(operator: ArithmeticOperator): Rewrite {
  return (node, context) => {
    const [left, right] = values(node)
    if (!left || !right) return null
    const temporal = temporalOperator(binary(operator, left, right, node.span), context)
    if (temporal) return temporal
    return numberOperation(operator, numberSide(left, context), numberSide(right, context), context.result, node.span)
  }
}

/** `try_add` and its like: NULL instead of an overflow. */
export function safeArithmetic(operator: '+' | '-' | '*'): Rewrite {
  return (node, context) => {
    const [left, right] = values(node)
    if (!left || !right) return null
    const { span } = node
    const temporal = temporalOperator(binary(operator, left, right, span), context)
    if (temporal) return call('try', [temporal], span)
    const { result } = context
    if (result?.kind === 'integer') {
      return call('try', [binary(operator, inType(left, result), inType(right, result), span)], span)
    }
    const value = numberOperation(operator, numberSide(left, context), numberSide(right, context), result, span)
    return call('try', [value], span)
  }
}

/** Of intervals as well, a division by zero is NULL here. */
export const safeDivision: Rewrite = (node, context) => {
  const [left, right] = values(node)
  if (!left || !right) return null
  const { span } = node
  if (context.exactTypeOf(left)?.kind !== 'interval') return operatorCall('/')(node, context)
  const isMonths = isYearMonth(context.exactTypeOf(left))
  const divisor = call('nullif', [right, number(0, right.span)], right.span)
  return macroCall(isMonths ? 'divided_months' : 'divided_time', [left, divisor], span)
}

function isYearMonth(type: SqlType | null): boolean {
  return type?.kind === 'interval' && type.family === 'year-month'
}

export const absolute: Rewrite = (node, context) => {
  const [value] = values(node)
  if (!value) return null
  const { span } = node
  const side = numberSide(value, context)
  const { type } = side
  if (type?.kind === 'interval') {
    const isNegative = binary('<', value, call('to_days', [number(0, span)], span), span)
    return caseWhen([[isNegative, negative(value, span)]], value, span)
  }
  if (type?.kind !== 'integer') return call('abs', [side.value], span)
  return wrapped(call('abs', [widened(value, type.bits)], span), type.bits, span)
}

export const negation: Rewrite = (node, context) => {
  const [value] = values(node)
  return value ? negated(numberSide(value, context), node.span) : null
}

export const asNumber: Rewrite = (node, context) => {
  const [value] = values(node)
  return value ? numberSide(value, context).value : null
}

/** DuckDB's rounding keeps decimals and integers as they are when the places are a literal. */
export function roundingCall(name: 'round' | 'round_even'): Rewrite {
  return (node, context) => {
    const [given, places] = values(node)
    if (!given) return null
    const { span } = node
    const { value, type } = numberSide(given, context)
    const args = [value, places ?? number(0, span)]
    switch (type?.kind) {
      case 'float':
        return name === 'round' ? roundedFloat(args, type.bits, span) : call(name, args, span)
      case 'integer':
        if ((placesOf(node) ?? -1) >= 0) return value
        return roundedInteger(name, node, value, type.bits, context)
      case 'decimal':
        return roundedDecimal(name, node, value, type, context)
      default:
        return call(name, args, span)
    }
  }
}

function roundedInteger(
  name: 'round' | 'round_even',
  node: Call,
  value: Expression,
  bits: 8 | 16 | 32 | 64,
  context: RewriteContext,
): Expression | null {
  const { span } = node
  const places = placesOf(node)
  if (places === null) return context.refuse(span, 'On DuckDB the places must be a literal.')
  const wide = widened(value, bits)
  const rounded =
    name === 'round'
      ? call(name, [wide, number(places, span)], span)
      : macroCall('even_rounded', [wide, unitOf(places, span)], span)
  return wrapped(rounded, bits, span)
}

function roundedFloat(args: readonly Expression[], bits: 32 | 64, span: TextSpan): Expression {
  const rounded = macroCall('rounded_double', args, span)
  return bits === 64 ? rounded : cast(rounded, 'float', span)
}

/** More places than there are leave the value as it is. */
function roundedDecimal(
  name: 'round' | 'round_even',
  node: Call,
  value: Expression,
  type: Extract<SqlType, { kind: 'decimal' }>,
  context: RewriteContext,
): Expression | null {
  const { span } = node
  const places = placesOf(node)
  if (places === null) return context.refuse(span, 'On DuckDB the places must be a literal.')
  const exact = inType(value, type)
  if (places >= type.scale) return inType(exact, context.result)
  if (name === 'round') return inType(call('round', [exact, number(places, span)], span), context.result)
  return inType(macroCall('even_rounded', [exact, unitOf(places, span)], span), context.result)
}

/** `ceil` and `floor`: of a decimal to a place, of all else to whole numbers. */
export function boundCall(name: 'ceil' | 'floor'): Rewrite {
  return (node, context) => {
    const [given, places] = values(node)
    if (!given) return null
    const { span } = node
    const { value, type } = numberSide(given, context)
    if (places) return boundAt(name, node, { value, type }, context)
    switch (type?.kind) {
      case 'integer':
        return cast(value, 'bigint', span)
      case 'decimal':
        return inType(call(name, [inType(value, type)], span), context.result)
      case 'float':
        return macroCall('double_bigint', [call(name, [value], span)], span)
      default:
        return cast(call(name, [value], span), 'bigint', span)
    }
  }
}

function boundAt(
  name: 'ceil' | 'floor',
  node: Call,
  { value, type }: Side,
  context: RewriteContext,
): Expression | null {
  const { span } = node
  const places = placesOf(node)
  if (places === null) return context.refuse(span, 'On DuckDB the places must be a literal.')
  if (!type) return context.refuse(span, 'On DuckDB the type of the number must be known.')
  const exact = inType(value, asDecimal(type))
  return inType(macroCall(`${name}_at`, [exact, unitOf(places, span)], span), context.result)
}

/** What one at a place is worth: 0.01 for two places. */
function unitOf(places: number, span: TextSpan): Expression {
  return number(places > 0 ? `0.${'0'.repeat(places - 1)}1` : `1${'0'.repeat(-places)}`, span)
}

/** Bits moved within an int or a bigint; more places than it has begin again from none. */
export function shift(direction: 'left' | 'right' | 'unsigned'): Rewrite {
  return (node, context) => {
    const [number_, places] = values(node)
    if (!number_ || !places) return null
    const { span } = node
    const type = context.exactTypeOf(number_)
    const bits = type?.kind === 'integer' && type.bits === 64 ? 64 : 32
    return macroCall(`${direction}_shifted_${bits}`, [number_, places], span)
  }
}

/** Numbers at random; what a seed gives in Spark depends on partitions, so nobody can rely on it. */
export function randomNumber(name: string): Rewrite {
  return (node) => call(name, [], node.span)
}

/** Of an interval as well. */
export const signOf: Rewrite = (node, context) => {
  const [value] = values(node)
  if (!value) return null
  const side = amountOf(value, context)
  const { span } = node
  const sign = cast(call('sign', [side], span), 'double', span)
  if (context.typeOf(value) !== 'double') return sign
  return caseWhen([[call('isnan', [side], span), cast(side, 'double', span)]], sign, span)
}

export const bucketOf: Rewrite = (node, context) =>
  macroCall(
    'spark_width_bucket',
    values(node).map((value) => amountOf(value, context)),
    node.span,
  )

/** A number; of an interval its months or microseconds. */
function amountOf(value: Expression, context: RewriteContext): Expression {
  const type = context.exactTypeOf(value)
  if (type?.kind !== 'interval') return numberSide(value, context).value
  return isYearMonth(type) ? macroCall('months_of', [value], value.span) : call('epoch_us', [value], value.span)
}
