import type { AliasedExpression, Expression, Pivot } from '../sql/tree.ts'
import type { Translation } from './context.ts'

/** DuckDB wants one aggregate for each column of a pivot, so the casts around a translated one are taken off. */
export function plainPivot(node: Pivot, translation: Translation): Pivot {
  return { ...node, aggregates: node.aggregates.map((aggregate) => bare(aggregate, translation)) }
}

function bare(aggregate: AliasedExpression, translation: Translation): AliasedExpression {
  const { expression } = aggregate
  if (expression.kind !== 'call' || expression.name[0]?.name !== 'tidemill') return aggregate
  const name = expression.name[1]?.name
  const [total] = expression.args
  if (name === 'sum_as' && total && total.kind !== 'named-argument')
    return { ...aggregate, expression: total satisfies Expression }
  translation.refuse(expression.span, 'pivot', 'On DuckDB a pivot takes sum, count, min or max.')
  return aggregate
}
