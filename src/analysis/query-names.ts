import type { Column, Expression, Identifier, Relation, Select } from '../sql/tree.ts'
import type { Attribute, Resolution, ResolvedBody, ResolvedQuery, Shape } from './resolved.ts'
import { attributesOf, isOpen } from './shape.ts'

/** What a translation must know of names where its target cannot say what the author's dialect lets be. */
export interface QueryNames {
  /** The steps into a SUPER value behind a column's own name. */
  fieldsOf(column: Column): readonly Identifier[]
  /** What an earlier item of the same select gives under the name that a column uses; null for a real column. */
  aliased(column: Column): Expression | null
  /** The names of all columns that a select or a relation gives; null when one is not known or has no name. */
  columnsOf(node: Select | Relation): readonly string[] | null
}

export function queryNames(resolution: Resolution): QueryNames {
  const shapes = new Map<Select | Relation, Shape>()
  const items = new Map<Attribute, Expression>()
  for (const body of allBodies(resolution)) {
    if (body.kind !== 'select') continue
    shapes.set(body.node, body.shape)
    for (const { node, shape } of body.items) if (node.kind !== 'lateral-view') shapes.set(node, shape)
    const bySpan = new Map(body.node.items.map((item) => [item.span, item.expression]))
    for (const attribute of attributesOf(body.shape)) {
      const expression = bySpan.get(attribute.span)
      if (expression && expression.kind !== 'star') items.set(attribute, expression)
    }
  }
  return {
    fieldsOf: (column) => resolution.references.get(column)?.fields ?? [],
    aliased: (column) => {
      const reference = resolution.references.get(column)
      return reference ? (items.get(reference.attribute) ?? null) : null
    },
    columnsOf: (node) => {
      const shape = shapes.get(node)
      if (!shape || isOpen(shape)) return null
      const names = attributesOf(shape).map(({ name }) => name)
      return names.every((name) => name !== null) ? names : null
    },
  }
}

/** The bodies of a query, of its CTEs, and of all queries within expressions and relations. */
function* allBodies({ query, subqueries }: Resolution): Generator<ResolvedBody> {
  const open: (ResolvedQuery | ResolvedBody)[] = [query, ...subqueries.values()]
  for (let next = open.pop(); next; next = open.pop()) {
    if (next.kind === 'query') {
      open.push(next.body)
      for (const cte of next.ctes) if (cte.query) open.push(cte.query)
      continue
    }
    yield next
    if (next.kind === 'set-operation') open.push(...next.branches)
    if (next.kind !== 'select') continue
    for (const { source } of next.items) if (source.kind === 'query') open.push(source.query)
  }
}
