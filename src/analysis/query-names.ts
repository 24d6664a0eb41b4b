import type { Column, Expression, Identifier, Join, Relation, Select, Star } from '../sql/tree.ts'
import type { Attribute, FromItem, Resolution, ResolvedBody, ResolvedQuery, ResolvedSelect, Shape } from './resolved.ts'
import { attributesOf, isOpen } from './shape.ts'

/** What a translation must know of names where its target cannot say what the author's dialect lets be. */
export interface QueryNames {
  /** The steps into a SUPER value behind a column's own name. */
  fieldsOf(column: Column): readonly Identifier[]
  /** What an earlier item of the same select gives under the name that a column uses; null for a real column. */
  aliased(column: Column): Expression | null
  /** The names of all columns that a select or a relation gives; null when one is not known or has no name. */
  columnsOf(node: Select | Relation): readonly string[] | null
  /** What a column means, without the steps behind its own name. */
  attributeOf(column: Column): Attribute | null
  /** All columns that a select gives; null when one is not known. */
  outputsOf(select: Select): readonly Attribute[] | null
  /** The key columns that a join makes one of two. */
  keysOf(join: Join): readonly Attribute[]
  /** The join that made a key column one of two. */
  joinOf(key: Attribute): Join | null
  /** What a `*` of its own stands for, as the `from` has it. */
  starOf(star: Star): JoinedStar | null
}

export interface JoinedStar {
  readonly shape: Shape
  /** The relation that stands first. */
  readonly first: FromItem | null
}

export const noNames: QueryNames = {
  fieldsOf: () => [],
  aliased: () => null,
  columnsOf: () => null,
  attributeOf: () => null,
  outputsOf: () => null,
  keysOf: () => [],
  joinOf: () => null,
  starOf: () => null,
}

export function queryNames(resolution: Resolution): QueryNames {
  const shapes = new Map<Select | Relation, Shape>()
  const items = new Map<Attribute, Expression>()
  const stars = new Map<Star, JoinedStar>()
  const joins = new Map<Attribute, Join>()
  for (const [join, keys] of resolution.joinKeys) for (const key of keys) joins.set(key, join)
  for (const body of allBodies(resolution)) {
    if (body.kind !== 'select') continue
    shapes.set(body.node, body.shape)
    for (const { node, shape } of body.items) if (node.kind !== 'lateral-view') shapes.set(node, shape)
    for (const { expression } of body.node.items) {
      if (expression.kind === 'star') stars.set(expression, joinedStar(expression, body))
    }
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
    attributeOf: (column) => resolution.references.get(column)?.attribute ?? null,
    outputsOf: (select) => {
      const shape = shapes.get(select)
      return shape && !isOpen(shape) ? attributesOf(shape) : null
    },
    keysOf: (join) => resolution.joinKeys.get(join) ?? [],
    joinOf: (key) => joins.get(key) ?? null,
    starOf: (star) => (star.qualifier.length === 0 ? (stars.get(star) ?? null) : null),
  }
}

/** Columns behind a star say which star brings them in, and what they are without it. */
function joinedStar({ span }: Star, { shape, items }: ResolvedSelect): JoinedStar {
  const through = shape.filter((entry) => entry.span === span)
  return {
    shape: through.map((entry) =>
      entry.kind === 'attribute' && entry.origin.kind === 'same' ? entry.origin.of : entry,
    ),
    first: items[0] ?? null,
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
