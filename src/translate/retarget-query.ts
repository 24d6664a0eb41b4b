import type { Query } from '../sql/tree.ts'
import { rewrite } from '../sql/walk.ts'
import { cteReferences } from './cte-references.ts'
import { type RelationTarget, retarget } from './relations.ts'

/** The query with other relations in place of those that it names, for an engine that speaks its dialect. */
export function retargetQuery(query: Query, relations: (nameParts: string[]) => RelationTarget | null): Query {
  const ctes = cteReferences(query)
  return rewrite(query, (node) => {
    if (node.kind !== 'table' || ctes.has(node.span.start)) return node
    const target = relations(node.name.map((part) => part.name))
    return target ? retarget(node, target) : node
  })
}
