import { isNumeric, type ValueType } from '../../catalog/value-type.ts'
import { macroCall } from '../../catalog/write.ts'
import { binary, call, cast, number, simpleType } from '../../sql/build.ts'
import type { Binary, ComparisonOperator, Expression } from '../../sql/tree.ts'
import type { Translation } from '../context.ts'
import { sparkCast, timeOf } from './casts.ts'

const comparisons: ReadonlySet<string> = new Set<ComparisonOperator>(['=', '<>', '<', '<=', '>', '>=', '<=>'])
const arithmetic: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%', 'div'])

export function sparkOperator(node: Binary, translation: Translation): Expression {
  if (comparisons.has(node.operator)) return comparison(node, translation)
  if (arithmetic.has(node.operator)) return sum(withNumbers(node, translation), translation)
  if (node.operator === '^') return call('xor', [node.left, node.right], node.span)
  if (node.operator === '||') return joinedTexts(node, translation)
  return node
}

/** Text in arithmetic is read as a double; beside a number, NULL where it is none. */
function withNumbers(node: Binary, translation: Translation): Binary {
  const toNumber = (side: Expression) =>
    translation.typeOf(side) === 'string' ? macroCall('spark_double', [side], side.span) : side
  const temporal = [node.left, node.right].some((side) => isTemporal(translation.typeOf(side)))
  if (temporal) return node
  const [left, right] = [toNumber(node.left), toNumber(node.right)]
  return left === node.left && right === node.right ? node : { ...node, left, right }
}

function isTemporal(type: ValueType | null): boolean {
  return type === 'date' || type === 'timestamp' || type === 'interval'
}

function sum(node: Binary, translation: Translation): Expression {
  const { span, operator, left, right } = node
  switch (operator) {
    case '/':
      return binary('/', left, divisor(right), span)
    case '%':
      return binary('%', left, divisor(right), span)
    case 'div':
      return macroCall('spark_div', [left, right], span)
    default:
      return shiftedDate(node, translation)
  }
}

/** A division by zero is NULL. */
function divisor(value: Expression): Expression {
  if (value.kind === 'number' && Number(value.digits) !== 0) return value
  return call('nullif', [value, number(0, value.span)], value.span)
}

/** A date and days or months make a date, where DuckDB makes a moment. */
function shiftedDate(node: Binary, translation: Translation): Expression {
  const { span, operator, left, right } = node
  if (operator !== '+' && operator !== '-') return node
  const [a, b] = [translation.typeOf(left), translation.typeOf(right)]
  if (a === 'date' && b === 'date' && operator === '-') return call('to_days', [cast(node, 'integer', span)], span)
  if (operator === '+' && a === 'interval' && b !== 'interval') {
    return shiftedDate({ ...node, left: right, right: left }, translation)
  }
  if (b !== 'interval' || a === 'interval') return node
  if (a === 'string') return { ...node, left: timeOf(left, 'timestamp', a, left.span) }
  if (a === 'timestamp' || holdsTime(right)) return node
  return a === 'date' ? cast(node, 'date', span) : call('cast_to_type', [node, left], span)
}

/** Whether an interval, as `plainInterval` writes it, has hours or less. */
function holdsTime(interval: Expression): boolean {
  if (interval.kind === 'binary') return holdsTime(interval.left) || holdsTime(interval.right)
  if (interval.kind === 'unary') return holdsTime(interval.operand)
  if (interval.kind !== 'call') return true
  return !['to_months', 'to_days'].includes(interval.name[0]?.name ?? '')
}

/** Beside a number or a time, text is cast to the other side's type. */
function comparison(node: Binary, translation: Translation): Expression {
  const { span, operator } = node
  const left = matched(node.left, node.right, translation)
  const right = matched(node.right, node.left, translation)
  if (operator === '<=>') return { kind: 'is-distinct', span, negated: true, left, right }
  return left === node.left && right === node.right ? node : { ...node, left, right }
}

function matched(side: Expression, other: Expression, translation: Translation): Expression {
  const [type, wanted] = [translation.typeOf(side), translation.typeOf(other)]
  if (type !== 'string' || !wanted || wanted === 'string') return side
  if (wanted === 'date' || wanted === 'timestamp') return timeOf(side, wanted, type, side.span)
  if (wanted === 'boolean') return macroCall('spark_boolean', [side], side.span)
  if (!isNumeric(wanted)) return side
  const target = wanted === 'integer' ? 'int' : wanted === 'bigint' ? 'bigint' : 'double'
  return sparkCast(side, simpleType(target, side.span), side.span, translation)
}

/** Numbers become text as Spark writes them. */
function joinedTexts(node: Binary, translation: Translation): Expression {
  const asText = (side: Expression) =>
    translation.typeOf(side) === 'double' ? macroCall('spark_string', [side], side.span) : side
  return { ...node, left: asText(node.left), right: asText(node.right) }
}
