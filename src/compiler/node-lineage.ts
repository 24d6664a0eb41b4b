import type { Analysis } from '../analysis/analyse-query.ts'
import { columnLineage, type Lineage } from '../analysis/column-lineage.ts'
import { versionColumns } from '../manifest/incremental.ts'
import type { LineageEdge, NodeLineage, UnresolvedLineage, UnresolvedReason } from '../manifest/lineage.ts'
import { kindSet } from '../manifest/lineage-kinds.ts'
import type { NodeId } from '../manifest/nodes.ts'
import { ephemeralName } from './declare.ts'
import type { Workspace } from './workspace.ts'

const identity = kindSet('identity')
const transformation = kindSet('transformation')

/** The CTEs that ephemeral models become in a query that reads these nodes, by their names. */
export function ephemeralCtes(reads: Iterable<NodeId>, { declarations }: Workspace): ReadonlyMap<string, NodeId> {
  const found = new Map<string, NodeId>()
  for (const id of reads) {
    const declared = declarations.byId.get(id)
    if (declared && 'kind' in declared && declared.config.materialized === 'ephemeral')
      found.set(ephemeralName(declared.name), id)
  }
  return found
}

/** Where the columns and rows of a model's query come from, in terms of nodes. */
export function queryLineage(
  analysis: Analysis,
  ephemerals: ReadonlyMap<string, NodeId>,
  { declarations }: Workspace,
): NodeLineage {
  const { columns, rows, open } = columnLineage(analysis, (cte) => ephemerals.has(cte))
  const nodes = new Map<readonly string[], NodeId | null>()
  const nodeOf = (relation: readonly string[]): NodeId | null => {
    const before = nodes.get(relation)
    if (before !== undefined) return before
    const name = relation.join('.')
    const node = ephemerals.get(name) ?? declarations.byRelation.get(name)?.id ?? null
    nodes.set(relation, node)
    return node
  }
  const unresolved: UnresolvedLineage[] = []
  const edgesOf = (lineage: Lineage, output: string | null): LineageEdge[] => {
    for (const { reference, reason, kinds } of lineage.unresolved) {
      unresolved.push({ column: output, reference, reason, kinds })
    }
    const edges: LineageEdge[] = []
    for (const { relation, column, kinds } of lineage.uses) {
      const node = nodeOf(relation)
      if (node !== null) edges.push({ node, column, kinds })
      else {
        const reference = [...relation, column].join('.')
        unresolved.push({ column: output, reference, reason: 'outside-project', kinds })
      }
    }
    return edges
  }
  const edges = new Map<string, readonly LineageEdge[]>()
  for (const output of columns) if (output.name !== null) edges.set(output.name, edgesOf(output, output.name))
  for (const star of open) {
    unresolved.push({ column: '*', reference: star, reason: 'unknown-columns', kinds: identity })
  }
  return { columns: edges, rows: edgesOf(rows, null), unresolved }
}

/** The lineage of a node of which nothing can be said. */
export function unknownLineage(reference: string, reason: UnresolvedReason): NodeLineage {
  return {
    columns: new Map(),
    rows: [],
    unresolved: [{ column: null, reference, reason, kinds: identity }],
  }
}

/** A node with nothing above it: a source or a seed. Null where its columns are not known. */
export function originLineage(name: string, columns: readonly string[] | null): NodeLineage {
  if (columns === null) return unknownLineage(name, 'unknown-columns')
  return { columns: new Map(columns.map((column) => [column, []])), rows: [], unresolved: [] }
}

/** With columns that the tool brings along from the rows that drive a model. */
export function withSystemColumns(lineage: NodeLineage, names: readonly string[], driving: NodeId | null): NodeLineage {
  const added = names.filter((name) => !lineage.columns.has(name))
  if (added.length === 0 || driving === null) return lineage
  const columns = new Map(lineage.columns)
  for (const column of added) columns.set(column, [originOf(column, driving)])
  return { ...lineage, columns }
}

/** A version begins and ends with changes. */
function originOf(column: string, driving: NodeId): LineageEdge {
  if (!versionColumns.some((name) => name === column)) return { node: driving, column, kinds: identity }
  const isFlag = column === 'is_current' || column === 'is_deleted'
  return { node: driving, column: isFlag ? '_op' : '_commit_ts', kinds: transformation }
}
