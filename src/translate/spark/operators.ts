import { type ArithmeticOperator, negated, numberOperation, numberSide } from '../../catalog/spark/arithmetic.ts'
import { orderKey } from '../../catalog/spark/order-key.ts'
import { temporalOperator } from '../../catalog/spark/temporal.ts'
import { isNumeric, type ValueType } from '../../catalog/value-type.ts'
import { macroCall } from '../../catalog/write.ts'
import { binary, call, cast, not, simpleType } from '../../sql/build.ts'
import { revised } from '../../sql/node-forms.ts'
import type { Between, Binary, Case, ComparisonOperator, Expression, Unary } from '../../sql/tree.ts'
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
  return node.operator === '-' ? negated(side, node.span) : revised(node, { operand: side.value })
}

function arithmeticOperator(node: Binary, translation: Translation): Expression {
  const temporal = temporalOperator(node, rewriteContext({ name: node.operator }, translation))
  if (temporal) return temporal
  const { left, right, operator, span } = node
  const sides = [numberSide(left, translation), numberSide(right, translation)] as const
  const result = numberOperation(operator as ArithmeticOperator, ...sides, translation.exactTypeOf(node), span)
  return result.kind === 'binary' ? revised(result, { operatorSpan: node.operatorSpan }) : result
}

/** Beside a number or a time, text is cast to the other side's type. */
function comparison(node: Binary, translation: Translation): Expression {
  const { span, operator } = node
  const [left, right] = orders.has(operator) ? byKeys(node, translation) : alike(node, translation)
  if (operator === '<=>') return { kind: 'is-distinct', span, negated: true, left, right }
  return left === node.left && right === node.right ? node : revised(node, { left, right })
}

const orders: ReadonlySet<string> = new Set<ComparisonOperator>(['<', '<=', '>', '>='])

/** Structs and arrays are ordered by what is in them, NULLs first. */
function byKeys(node: Binary, translation: Translation): readonly [Expression, Expression] {
  const left = orderKey(node.left, translation.exactTypeOf(node.left))
  const right = orderKey(node.right, translation.exactTypeOf(node.right))
  return left && right ? [left, right] : alike(node, translation)
}

function alike({ left, right }: Binary, translation: Translation): readonly [Expression, Expression] {
  return [matched(left, right, translation), matched(right, left, translation)]
}

/** Each end is compared on its own, so a text may be read in two ways. */
export function sparkBetween(node: Between, translation: Translation): Expression {
  const { span, value, low, high } = node
  const sides = [low, high].map((end) => [matched(value, end, translation), matched(end, value, translation)] as const)
  const [[first, start] = [value, low], [second, end] = [value, high]] = sides
  if (first === value && second === value) return revised(node, { low: start, high: end })
  const within = binary('and', binary('>=', first, start, span), binary('<=', second, end, span), span)
  return node.negated ? not(within, span) : within
}

/** `case x when …` compares as `=` does. */
export function sparkCase(node: Case, translation: Translation): Case {
  const { operand } = node
  if (!operand) return node
  const isMixed = node.branches.some(
    ({ when }) => matched(when, operand, translation) !== when || matched(operand, when, translation) !== operand,
  )
  if (!isMixed) return node
  const branches = node.branches.map((branch) => {
    const { when, span } = branch
    return revised(branch, {
      when: binary('=', matched(operand, when, translation), matched(when, operand, translation), span),
    })
  })
  return revised(node, { operand: null, branches })
}

function matched(side: Expression, other: Expression, translation: Translation): Expression {
  const [type, wanted] = [translation.typeOf(side), translation.typeOf(other)]
  if (isSingle(side, translation) && wanted === 'decimal') return cast(side, 'double', side.span)
  if (type === 'decimal' && isSingle(other, translation)) return cast(side, 'double', side.span)
  if (type !== 'string' || !wanted || wanted === 'string') return side
  if (wanted === 'date' || wanted === 'timestamp') return timeOf(side, wanted, type, side.span)
  if (wanted === 'boolean') return macroCall('spark_boolean', [side], side.span)
  if (!isNumeric(wanted)) return side
  const target = wanted === 'integer' ? 'int' : wanted === 'bigint' ? 'bigint' : 'double'
  return sparkCast(side, simpleType(target, side.span), side.span, translation)
}

function isSingle(value: Expression, translation: Translation): boolean {
  const type = translation.exactTypeOf(value)
  return type?.kind === 'float' && type.bits === 32
}

/** What Spark writes in another way than DuckDB. */
const writtenOtherwise: ReadonlySet<ValueType | null> = new Set(['double', 'decimal', 'interval'])

/** Numbers and intervals become text as Spark writes them. */
function joinedTexts(node: Binary, translation: Translation): Expression {
  const isText = translation.typeOf(node) === 'string'
  const asText = (side: Expression) =>
    isText && translation.typeOf(side) === 'binary'
      ? call('decode', [side], side.span)
      : writtenOtherwise.has(translation.typeOf(side))
        ? sparkCast(side, simpleType('string', side.span), side.span, translation)
        : side
  return revised(node, { left: asText(node.left), right: asText(node.right) })
}
