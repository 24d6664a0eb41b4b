import { nameOf } from '../../catalog/write.ts'
import { revised } from '../../sql/node-forms.ts'
import { printExpression } from '../../sql/printer.ts'
import type { Call, Expression, GroupingElement, Node, Select } from '../../sql/tree.ts'
import { rewrite } from '../../sql/walk.ts'

/** `grouping_id()` speaks of all columns that are grouped by; DuckDB wants them named. */
export function groupedIds<T extends Node>(select: Select, nodes: readonly T[]): readonly T[] {
  if (!select.groupBy) return nodes
  const isBare = (node: Node): node is Call =>
    node.kind === 'call' && nameOf(node) === 'grouping_id' && node.args.length === 0
  let columns: readonly Expression[] | null = null
  return nodes.map(
    (node) =>
      rewrite(node, (one) => {
        if (!isBare(one)) return one
        columns ??= columnsOf(select.groupBy?.items ?? [])
        return revised(one, { args: columns })
      }) as T,
  )
}

/** Each column once, in the order in which the sets name them. */
function columnsOf(items: readonly GroupingElement[]): readonly Expression[] {
  const found = new Map<string, Expression>()
  const pending = [...items]
  for (let item = pending.shift(); item; item = pending.shift()) {
    if (item.kind === 'grouping-sets' || item.kind === 'row') pending.unshift(...item.items)
    else {
      const text = printExpression(item, 'duckdb').text
      if (!found.has(text)) found.set(text, item)
    }
  }
  return [...found.values()]
}
