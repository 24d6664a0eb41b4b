import type { LineageEdge, ProjectLineage } from './lineage.ts'
import { directOf, indirectOf, kindsOf } from './lineage-kinds.ts'

/** The part of manifest.json that dbt's has not: where each column comes from, node by node. */
export function lineageArtifact(lineage: ProjectLineage) {
  return Object.fromEntries(
    [...lineage].map(([id, { columns, rows, unresolved }]) => [
      id,
      {
        columns: Object.fromEntries(
          [...columns].map(([name, edges]) => [
            name,
            { direct: edgesArtifact(edges, directOf), indirect: edgesArtifact(edges, indirectOf) },
          ]),
        ),
        indirect: edgesArtifact(rows, indirectOf),
        unresolved: unresolved.map(({ column, reference, reason, kinds }) => ({
          column,
          reference,
          reason,
          kinds: kindsOf(kinds),
        })),
      },
    ]),
  )
}

function edgesArtifact(edges: readonly LineageEdge[], part: typeof directOf) {
  return edges.flatMap(({ node, column, kinds }) => {
    const chosen = kindsOf(part(kinds))
    return chosen.length > 0 ? [{ unique_id: node, column, kinds: chosen }] : []
  })
}
