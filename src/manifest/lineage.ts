import type { KindSet } from './lineage-kinds.ts'
import type { NodeId } from './nodes.ts'

/**
 * Where the columns of a project come from, one hop from node to node: sources and seeds have columns and nothing above
 * them, ephemeral models are nodes like others. Names of columns are in lower case.
 */
export type ProjectLineage = ReadonlyMap<NodeId, NodeLineage>

export interface NodeLineage {
  /** In the order of the relation, the tool's own columns last. Without those behind a star that nobody knows. */
  readonly columns: ReadonlyMap<string, readonly LineageEdge[]>
  /** What decides which rows there are: it concerns all columns alike. */
  readonly rows: readonly LineageEdge[]
  readonly unresolved: readonly UnresolvedLineage[]
}

/** A column of another node, and how it is used; of the node itself where an incremental model reads its own rows. */
export interface LineageEdge {
  readonly node: NodeId
  readonly column: string
  readonly kinds: KindSet
}

/** What could not be followed. */
export interface UnresolvedLineage {
  /** The output column that it concerns, `*` for columns behind a star; null for the rows, or for the node as a whole. */
  readonly column: string | null
  /** As the query writes it. */
  readonly reference: string
  readonly reason: UnresolvedReason
  readonly kinds: KindSet
}

/** The reasons, with the words for them. */
export const unresolvedReasons = {
  'unknown-columns': 'the columns that it stands for or could be among are not known',
  'unknown-name': 'no relation of the query has it',
  'outside-project': 'the relation is no model, seed or source of the project',
  'unreadable-sql': 'the SQL could not be read',
  'no-sql': 'there is no SQL',
  dataframe: 'it is computed in Python, which is not followed',
} as const

export type UnresolvedReason = keyof typeof unresolvedReasons

/** The lineage of a node that is made in several ways: what holds for any of them. */
export function mergeLineages(versions: readonly NodeLineage[]): NodeLineage {
  const [first] = versions
  if (first && versions.length === 1) return first
  const columns = new Map<string, readonly LineageEdge[]>()
  for (const version of versions) {
    for (const [name, edges] of version.columns) columns.set(name, mergeEdges([...(columns.get(name) ?? []), ...edges]))
  }
  const unresolved = new Map<string, UnresolvedLineage>()
  for (const one of versions.flatMap((version) => version.unresolved)) {
    const key = JSON.stringify([one.column, one.reference, one.reason])
    unresolved.set(key, { ...one, kinds: one.kinds | (unresolved.get(key)?.kinds ?? 0) })
  }
  return { columns, rows: mergeEdges(versions.flatMap(({ rows }) => rows)), unresolved: [...unresolved.values()] }
}

/** Each column once. */
function mergeEdges(edges: readonly LineageEdge[]): LineageEdge[] {
  const merged = new Map<string, LineageEdge>()
  for (const edge of edges) {
    const key = `${edge.node}\n${edge.column}`
    merged.set(key, { ...edge, kinds: edge.kinds | (merged.get(key)?.kinds ?? 0) })
  }
  return [...merged.values()]
}
