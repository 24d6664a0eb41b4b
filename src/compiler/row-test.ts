import type { CompiledSql, Measured } from '../manifest/nodes.ts'
import { type Relation, relationKey } from '../manifest/relation.ts'
import { call, caseWhen, identifier, number } from '../sql/build.ts'
import type { Expression, Query, Select } from '../sql/tree.ts'
import { walk } from '../sql/walk.ts'

/**
 * What a test of the project's own says of each row by itself: its failing rows are those of the relation that a condition
 * holds for. Null for a query of any other form, which only the relation as a whole can answer.
 */
export function rowTest({ text, query }: CompiledSql, of: Relation): Measured | null {
  const select = query && plainSelect(query)
  if (!query || !select?.where || !readsOnly(select, of) || callsFunctions(select)) return null
  const { where } = select
  const { span } = where
  const branch = [where, number(1, span)] as const
  const asked = (expression: Expression, name: string): CompiledSql => {
    const item = {
      kind: 'select-item',
      span,
      expression,
      alias: identifier(name, span),
      columnAliases: [],
    } as const
    return { text, query: { ...query, orderBy: [], body: { ...select, items: [item], where: null } } }
  }
  return {
    ...{ kind: 'row', by: [], where: null, countsRows: false },
    item: asked(call('count', [caseWhen([branch], null, span)], span), 'failures'),
    condition: asked(caseWhen([branch], number(0, span), span), 'fails'),
  }
}

/** Rows as they are: none are made, put together or left out but by the condition. */
function plainSelect({ body, with: ctes, limit, offset }: Query): Select | null {
  if (body.kind !== 'select' || ctes || limit || offset) return null
  const { distinct, top, lateralViews, groupBy, having, qualify, windows } = body
  const isPlain =
    !distinct && !top && lateralViews.length === 0 && !groupBy && !having && !qualify && windows.length === 0
  return isPlain ? body : null
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
