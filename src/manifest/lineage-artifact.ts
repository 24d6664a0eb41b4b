import type { LineageEdge, NodeLineage } from './lineage.ts'
import { directOf, indirectOf, kindsOf } from './lineage-kinds.ts'

/** The lineage of one node as JSON: each edge is one hop. */
export function lineageArtifact(lineage: NodeLineage | undefined) {
  return {
    columns: Object.fromEntries(
      [...(lineage?.columns ?? [])].map(([name, edges]) => [
        name,
        { direct: edgesArtifact(edges, directOf), indirect: edgesArtifact(edges, indirectOf) },
      ]),
    ),
    indirect: edgesArtifact(lineage?.rows ?? [], indirectOf),
    unresolved: unresolvedArtifact(lineage),
  }
}

/** What of a node could not be followed. */
export function unresolvedArtifact(lineage: NodeLineage | undefined) {
  return (lineage?.unresolved ?? []).map(({ column, reference, reason, kinds }) => ({
    column,
    reference,
    reason,
    kinds: kindsOf(kinds),
  }))
}

/** Edges with those of their kinds that `part` leaves. */
function edgesArtifact(edges: readonly LineageEdge[], part: typeof directOf) {
  return edges.flatMap(({ node, column, kinds }) => {
    const chosen = kindsOf(part(kinds))
    return chosen.length > 0 ? [{ unique_id: node, column, kinds: chosen }] : []
  })
}
