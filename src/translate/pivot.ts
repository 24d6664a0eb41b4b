import { recall, values } from '../catalog/write.ts'
import { caseWhen, isNotNull, number } from '../sql/build.ts'
import { revised } from '../sql/node-forms.ts'
import type { AliasedExpression, Call, Expression, Pivot } from '../sql/tree.ts'
import type { Translation } from './context.ts'

/** DuckDB wants one aggregate for each column of a pivot, so the casts around a translated one are taken off. */
export function plainPivot(node: Pivot, translation: Translation): Pivot {
  return revised(node, { aggregates: node.aggregates.map((aggregate) => bare(aggregate, translation)) })
}

function bare(aggregate: AliasedExpression, translation: Translation): AliasedExpression {
  const expression = withoutCast(aggregate.expression)
  if (expression.kind !== 'call') return aggregate
  const name = expression.name.map((part) => part.name).join('.')
  const [total] = expression.args
  if (/^tidemill\.(sum_as|wrapped_bigint)$/.test(name) && total && total.kind !== 'named-argument')
    return revised(aggregate, { expression: total })
  if (name === 'count' && translation.dialect === 'spark')
    return revised(aggregate, { expression: summedCount(expression, translation) })
  if (!name.startsWith('tidemill.')) return revised(aggregate, { expression })
  translation.refuse(expression.span, 'pivot', 'On DuckDB a pivot takes sum, count, min or max.')
  return aggregate
}

function withoutCast(expression: Expression): Expression {
  return expression.kind === 'cast' && expression.value.kind === 'call' ? expression.value : expression
}

/** In Spark a cell without rows is NULL, counts included. */
function summedCount(node: Call, translation: Translation): Expression {
  const { span } = node
  const [value] = values(node)
  if (node.distinct) translation.refuse(span, 'pivot', 'On DuckDB a pivot counts rows or values, not distinct ones.')
  if (!value || value.kind === 'star') return recall(node, 'sum', [number(1, span)])
  return recall(node, 'sum', [caseWhen([[isNotNull(value, span), number(1, span)]], number(0, span), span)])
}
