import { type ArithmeticOperator, negated, numberOperation, numberSide } from '../../catalog/spark/arithmetic.ts'
import { temporalOperator } from '../../catalog/spark/temporal.ts'
import { isNumeric } from '../../catalog/value-type.ts'
import { macroCall } from '../../catalog/write.ts'
import { call, simpleType } from '../../sql/build.ts'
import type { Binary, ComparisonOperator, Expression, Unary } from '../../sql/tree.ts'
import { rewriteContext } from '../calls.ts'
import type { Translation } from '../context.ts'
import { sparkCast, timeOf } from './casts.ts'

const comparisons: ReadonlySet<string> = new Set<ComparisonOperator>(['=', '<>', '<', '<=', '>', '>=', '<=>'])
const arithmetic: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%', 'div'])

export function sparkOperator(node: Binary, translation: Translation): Expression {
  if (comparisons.has(node.operator)) return comparison(node, translation)
  if (arithmetic.has(node.operator)) return arithmeticOperator(node, translation)
  if (node.operator === '^') return call('xor', [node.left, node.right], node.span)
  if (node.operator === '||') return joinedTexts(node, translation)
  return node
}

export function sparkSign(node: Unary, translation: Translation): Expression {
  const side = numberSide(node.operand, translation)
  return node.operator === '-' ? negated(side, node.span) : { ...node, operand: side.value }
}

function arithmeticOperator(node: Binary, translation: Translation): Expression {
  const temporal = temporalOperator(node, rewriteContext({ name: node.operator }, translation))
  if (temporal) return temporal
  const { left, right, operator, span } = node
  const sides = [numberSide(left, translation), numberSide(right, translation)] as const
  const result = numberOperation(operator as ArithmeticOperator, ...sides, translation.exactTypeOf(node), span)
  return result.kind === 'binary' ? { ...result, operatorSpan: node.operatorSpan } : result
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
