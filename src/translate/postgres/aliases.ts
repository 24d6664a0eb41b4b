import type { QueryNames } from '../../analysis/query-names.ts'
import { revised } from '../../sql/node-forms.ts'
import type { Expression, Node, Query, Select } from '../../sql/tree.ts'
import { rewrite } from '../../sql/walk.ts'

interface NamedQuery {
  readonly query: Query
  readonly names: QueryNames
}

/**
 * `select a + 1 as b, b * 2 as c`: Redshift lets an item use the name of an earlier one, and so do its `where`, `having`
 * and `qualify`; PostgreSQL does not. The earlier item is written in the name's place.
 */
export function withoutAliases({ query, names }: NamedQuery): NamedQuery {
  const before = new Map<Node, Node>()
  const changed = rewrite(query, (node, original) => {
    const result = node.kind === 'select' ? unnamed(node, names) : node
    if (result !== original) before.set(result, original)
    return result
  })
  if (changed === query) return { query, names }
  const originOf = <T extends Node>(node: T): T => (before.get(node) ?? node) as T
  return {
    query: changed,
    names: {
      ...names,
      columnsOf: (node) => names.columnsOf(originOf(node)),
      outputsOf: (node) => names.outputsOf(originOf(node)),
      keysOf: (node) => names.keysOf(originOf(node)),
    },
  }
}

function unnamed(select: Select, names: QueryNames): Select {
  const change = <T extends Expression | null>(expression: T): T =>
    expression === null ? expression : (inlined(expression, names) as T)
  const items = select.items.map((item) => {
    const expression = change(item.expression)
    return expression === item.expression ? item : revised(item, { expression })
  })
  const [where, having, qualify] = [change(select.where), change(select.having), change(select.qualify)]
  const isSame =
    items.every((item, at) => item === select.items[at]) &&
    where === select.where &&
    having === select.having &&
    qualify === select.qualify
  return isSame ? select : revised(select, { items, where, having, qualify })
}

function inlined(expression: Expression, names: QueryNames): Expression {
  return rewrite(expression, (node) => {
    if (node.kind !== 'column' || node.parts.length !== 1) return node
    const item = names.aliased(node)
    return item ? inlined(item, names) : node
  })
}
