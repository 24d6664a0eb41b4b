import { binary, call, caseWhen, number } from '../../sql/build.ts'
import type { Call, Expression } from '../../sql/tree.ts'
import type { Rewrite } from '../entry.ts'
import { macroCall, recall, values } from '../write.ts'

/** The call with `value is not null` added to its filter. */
export function withoutNulls(node: Call, value: Expression): Call {
  const { span } = value
  const present: Expression = { kind: 'is', span, negated: true, value, test: 'null' }
  return { ...node, filter: node.filter ? binary('and', node.filter, present, span) : present }
}

/** `count(distinct a, b)` counts the pairs that are complete; so does `count(a, b)`. */
export function counted(name: 'count' | 'approx_count_distinct'): Rewrite {
  return (node) => {
    const args = values(node)
    const [first, second] = args
    if (name === 'approx_count_distinct' && first) return recall(node, name, [first])
    if (!first || !second) return recall(node, name)
    const { span } = node
    const [complete, ...more] = args.map(
      (value): Expression => ({ kind: 'is', span, negated: true, value, test: 'null' }),
    )
    if (!complete) return null
    const condition = more.reduce((left, right) => binary('and', left, right, span), complete)
    const row: Expression = { kind: 'row', span, items: args }
    return recall(node, name, [caseWhen([[condition, row]], null, span)])
  }
}

export const conditionCount: Rewrite = (node) => {
  const [condition] = values(node)
  return condition ? recall(node, 'count', [caseWhen([[condition, number(1, node.span)]], null, node.span)]) : null
}

/** Only the type of the second argument counts: DuckDB's sum of whole numbers has 128 bits. */
export const sampledSum: Rewrite = (node) =>
  macroCall('sum_as', [recall(node, 'sum'), recall({ ...node, distinct: false }, 'any_value')], node.span)

/** An array of nothing is empty, not NULL. */
export const collectedList: Rewrite = (node) => {
  const [value] = values(node)
  if (!value) return null
  const list = withoutNulls(recall(node, 'list', [value]), value)
  return call('coalesce', [list, call('list_value', [], node.span)], node.span)
}

/** Spark's order is any; here it is that of the values, so that a build can be repeated. */
export const collectedSet: Rewrite = (node) => {
  const [value] = values(node)
  if (!value) return null
  const { span } = node
  const list = withoutNulls(recall({ ...node, distinct: node.over === null }, 'list', [value]), value)
  const distinct = node.over ? call('list_distinct', [list], span) : list
  return call('coalesce', [call('list_sort', [distinct], span), call('list_value', [], span)], span)
}

/** `first(x, true)` and `first(x) ignore nulls`. */
export function firstOrLast(name: 'first' | 'last'): Rewrite {
  return (node, context) => {
    const [value, ignore] = values(node)
    if (!value) return null
    if (ignore && ignore.kind !== 'boolean') return context.refuse(ignore.span, 'Write true or false.')
    const skipsNulls = node.nulls === 'ignore' || (ignore?.kind === 'boolean' && ignore.value)
    if (node.over) return { ...recall(node, `${name}_value`, [value]), nulls: skipsNulls ? 'ignore' : null }
    const plain: Call = { ...recall(node, name, [value]), nulls: null }
    return skipsNulls ? withoutNulls(plain, value) : plain
  }
}

/** One percentage or an array of them; an accuracy is not needed. */
export function percentile(name: 'quantile_cont' | 'quantile_disc'): Rewrite {
  return (node, context) => {
    const [value, percentage, third] = values(node)
    if (!value || !percentage) return null
    if (name === 'quantile_cont' && third)
      return context.refuse(third.span, 'Frequencies have no counterpart on DuckDB.')
    return recall(node, name, [value, percentage])
  }
}
