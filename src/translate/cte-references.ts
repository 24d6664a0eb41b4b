import type { Node, Query, TableReference } from '../sql/tree.ts'
import { walk } from '../sql/walk.ts'

/**
 * The places (starts of spans) of the tables that name a CTE in scope: one of an enclosing query's, or an earlier one of
 * the same `with`; a recursive one sees itself.
 */
export function cteReferences(query: Query): ReadonlySet<number> {
  const found = new Set<number>()
  walk(query, (node, ancestors) => {
    if (node.kind === 'table' && namesCte(node, ancestors)) found.add(node.span.start)
  })
  return found
}

function namesCte({ name }: TableReference, ancestors: readonly Node[]): boolean {
  const [only, ...more] = name
  if (!only || more.length > 0) return false
  const wanted = only.name.toLowerCase()
  return ancestors.some((ancestor, depth) => {
    if (ancestor.kind !== 'query' || !ancestor.with) return false
    const { ctes, recursive } = ancestor.with
    const inside = ancestors[depth + 1]?.kind === 'with' ? ancestors[depth + 2] : null
    const current = inside?.kind === 'cte' ? ctes.indexOf(inside) : -1
    const visible = current === -1 ? ctes : ctes.slice(0, recursive ? current + 1 : current)
    return visible.some((cte) => cte.name.name.toLowerCase() === wanted)
  })
}
