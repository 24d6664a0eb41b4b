import type { Query, TextSpan } from '../sql/tree.ts'
import { findNode, isVolatileNode } from './function-kinds.ts'

/**
 * The first place that makes a query's result change though its inputs have not: the clock, chance, a sample without a
 * seed. Null when there is none, so that a table built from it needs no rebuilding.
 */
export function findVolatile(query: Query): TextSpan | null {
  return findNode(query, isVolatileNode)?.span ?? null
}
