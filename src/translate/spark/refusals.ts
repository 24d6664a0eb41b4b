import type { SqlType } from '../../catalog/types/sql-type.ts'
import type { Like, Query, Window } from '../../sql/tree.ts'
import { walk } from '../../sql/walk.ts'
import type { Translation } from '../context.ts'

/** What Spark refuses and DuckDB would not. */

/** In a pattern the escape sign stands before `_`, `%` or itself only. */
export function checkEscapes(node: Like, translation: Translation): void {
  const { pattern } = node
  if (pattern.kind !== 'string') return
  const sign = node.escape?.kind === 'string' ? node.escape.value : '\\'
  for (let at = 0; at < pattern.value.length; at++) {
    if (pattern.value[at] !== sign) continue
    const next = pattern.value[at + 1]
    if (next !== '_' && next !== '%' && next !== sign) {
      translation.reject(
        pattern.span,
        'The escape sign of this pattern escapes nothing.',
        'Write it twice to mean itself.',
      )
      return
    }
    at++
  }
}

/** An order by dates has a range of days or months, one by moments a range of intervals. */
export function checkFrame(node: Window, translation: Translation): void {
  const { frame } = node
  const [order] = node.orderBy
  if (frame?.unit !== 'range' || !order) return
  const by = translation.exactTypeOf(order.expression)
  for (const bound of [frame.start, frame.end]) {
    const offset = bound?.offset ? translation.exactTypeOf(bound.offset) : null
    if (bound && by && offset && !isRangeOf(by, offset)) {
      translation.reject(
        bound.span,
        'The frame counts in another type than the order has.',
        by.kind === 'date' ? 'Count days as a whole number.' : 'Count in the type of the ordered value.',
      )
    }
  }
}

/** `SpecifiedWindowFrame.checkInputDataTypes`. */
function isRangeOf(by: SqlType, offset: SqlType): boolean {
  if (by.kind === 'date') {
    return offset.kind === 'integer' || (offset.kind === 'interval' && offset.family === 'year-month')
  }
  if (by.kind === 'timestamp') return offset.kind === 'interval'
  return offset.kind !== 'interval'
}

/** A CTE within another must not have the name of one outside, since versions of Spark read it differently. */
export function checkNestedNames(query: Query, translation: Translation): void {
  walk(query, (node, ancestors) => {
    if (node.kind !== 'cte') return
    const name = node.name.name.toLowerCase()
    const own = ancestors.at(-1)
    const outer = ancestors.some(
      (ancestor) =>
        ancestor.kind === 'with' &&
        ancestor !== own &&
        ancestor.ctes.some((cte) => cte.name.name.toLowerCase() === name),
    )
    if (!outer) return
    translation.reject(
      node.name.span,
      `The name ${node.name.name} is that of an outer query as well.`,
      'Give one of them another name.',
    )
  })
}
