import type { CompiledSql, Measured } from '../manifest/nodes.ts'
import { type Relation, relationKey } from '../manifest/relation.ts'
import { binary, call, caseWhen, column, identifier, number } from '../sql/build.ts'
import type { Expression, Query, Select } from '../sql/tree.ts'
import { walk } from '../sql/walk.ts'

/** How a test of the project's own judges each row. */
export type RowTest =
  | { readonly by: 'condition'; readonly measured: Measured }
  /** Its condition asks queries, which Spark takes in a WHERE alone: the failing rows by `_change_id`. */
  | { readonly by: 'ids'; readonly failingIds: CompiledSql }

/**
 * What a test of the project's own says of each row by itself: its failing rows are those of the relation that a condition
 * holds for. Null for a query of any other form, which only the relation as a whole can answer.
 */
export function rowTest({ text, query }: CompiledSql, of: Relation): RowTest | null {
  const written = query && plainSelect(query)
  const select = written && overRelation(written)
  if (!query || !select?.where || !readsOnly(select, of) || callsFunctions(select)) return null
  const { where } = select
  const { span } = where
  const asked = (expression: Expression, name: string, filter: Expression | null): CompiledSql => {
    const item = {
      kind: 'select-item',
      span,
      expression,
      alias: identifier(name, span),
      columnAliases: [],
    } as const
    return { text, query: { ...query, orderBy: [], body: { ...select, items: [item], where: filter } } }
  }
  if (asksQueries(where)) return { by: 'ids', failingIds: asked(column('_change_id', span), '_change_id', where) }
  const branch = [where, number(1, span)] as const
  return {
    by: 'condition',
    measured: {
      ...{ kind: 'row', by: [], where: null, countsRows: false },
      item: asked(call('count', [caseWhen([branch], null, span)], span), 'failures', null),
      condition: asked(caseWhen([branch], number(0, span), span), 'fails', null),
    },
  }
}

function asksQueries(condition: Expression): boolean {
  let found = false
  walk(condition, (node) => {
    if (node.kind === 'query') found = true
  })
  return found
}

/** Rows as they are: none are made, put together or left out but by the condition. */
function plainSelect({ body, with: ctes, limit, offset }: Query): Select | null {
  if (body.kind !== 'select' || ctes || limit || offset) return null
  const { distinct, top, lateralViews, groupBy, having, qualify, windows } = body
  const isPlain =
    !distinct && !top && lateralViews.length === 0 && !groupBy && !having && !qualify && windows.length === 0
  return isPlain ? body : null
}

/** A `where` of YAML stands as a query of all columns in the place of the relation: one condition says the same. */
function overRelation(select: Select): Select | null {
  const [from, another] = select.from
  if (from?.kind !== 'subquery-relation') return select
  const inner = from.lateral || from.sample || another ? null : plainSelect(from.query)
  const [table] = inner?.from ?? []
  const [item] = inner?.items ?? []
  const all = item?.expression
  const isAll = all?.kind === 'star' && all.qualifier.length === 0 && all.except.length === 0
  if (!inner?.where || !isAll || inner.items.length > 1 || table?.kind !== 'table' || table.alias) return null
  if (!select.where || isQualified(inner.where)) return null
  const where = binary('and', inner.where, select.where, select.where.span)
  return { ...select, from: [{ ...table, alias: from.alias }], where }
}

function isQualified(condition: Expression): boolean {
  let found = false
  walk(condition, (node) => {
    if (node.kind === 'column' && node.parts.length > 1) found = true
  })
  return found
}

/** An aggregate makes one row of all, and a generator several of one: a list without functions has as many as there are. */
function callsFunctions({ items }: Select): boolean {
  let found = false
  for (const item of items)
    walk(item, (node) => {
      if (node.kind === 'call') found = true
    })
  return found
}

function readsOnly({ from }: Select, of: Relation): boolean {
  const [table, another] = from
  if (table?.kind !== 'table' || another || table.sample) return false
  const [name, schema] = table.name.map((part) => part.name).reverse()
  return name !== undefined && schema !== undefined && relationKey({ schema, name }) === relationKey(of)
}
