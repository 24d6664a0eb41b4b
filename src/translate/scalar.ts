import { column, identifier, queryOf, selectOf } from '../sql/build.ts'
import type { Expression, Subquery } from '../sql/tree.ts'

/**
 * `(select f(value) from (…) as _scalar(value))` for `f((…))`: a macro would write its argument, and so the whole
 * sub-query, once for each type that it may have.
 */
export function withinScalar({ span, query }: Subquery, change: (value: Expression) => Expression): Subquery {
  const name = identifier('_scalar', span)
  const field = identifier('_value', span)
  const expression = change(column(['_scalar', '_value'], span))
  const item = { kind: 'select-item' as const, span, expression, alias: null, columnAliases: [] }
  const source = {
    kind: 'subquery-relation' as const,
    span,
    lateral: false,
    query,
    sample: null,
    alias: { kind: 'table-alias' as const, span, name, columns: [field] },
  }
  return { kind: 'subquery', span, query: queryOf(selectOf([item], span, [source]), span) }
}
