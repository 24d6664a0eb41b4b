import { column, identifier, queryOf, selectOf } from '../../sql/build.ts'
import { revised } from '../../sql/node-forms.ts'
import type { Identifier, Select, SelectItem, SubqueryRelation } from '../../sql/tree.ts'
import type { Translation } from '../context.ts'

const keep = '_keep'

/** `qualify` is a condition on rows that have their windows already: that of a select around this one. */
export function outerCondition(node: Select, original: Select, translation: Translation): Select {
  const { qualify, span } = node
  if (!qualify) return node
  const hasStar = node.items.some(({ expression }) => expression.kind === 'star')
  const known = translation.names.columnsOf(original)
  if (hasStar && !known) {
    translation.refuse(qualify.span, 'qualify', 'On PostgreSQL all columns behind `*` must be known.')
    return revised(node, { qualify: null })
  }
  const items = node.items.map(
    (one, at): SelectItem =>
      hasStar || ownName(one) ? one : revised(one, { alias: identifier(`_c${at + 1}`, one.span) }),
  )
  const names = hasStar
    ? (known ?? []).map((name) => identifier(name, span))
    : items.flatMap((one) => ownName(one) ?? [])
  const condition: SelectItem = {
    kind: 'select-item',
    span: qualify.span,
    expression: qualify,
    alias: identifier(keep, qualify.span),
    columnAliases: [],
  }
  const inner: Select = revised(node, { items: [...items, condition], distinct: false, top: null, qualify: null })
  const source: SubqueryRelation = {
    kind: 'subquery-relation',
    span,
    lateral: false,
    query: queryOf(inner, span),
    sample: null,
    alias: { kind: 'table-alias', span, name: identifier('_qualified', span), columns: [] },
  }
  const outer = names.map(
    (name): SelectItem => ({
      kind: 'select-item',
      span: name.span,
      expression: { kind: 'column', span: name.span, parts: [name] },
      alias: null,
      columnAliases: [],
    }),
  )
  return {
    ...selectOf(outer, span, [source]),
    distinct: node.distinct,
    top: node.top,
    where: column(keep, qualify.span),
  }
}

function ownName({ alias, expression }: SelectItem): Identifier | null {
  return alias ?? (expression.kind === 'column' ? (expression.parts.at(-1) ?? null) : null)
}
