import { inOrder, type Manifest } from '../manifest/manifest.ts'
import type { NodeId, SourceNode } from '../manifest/nodes.ts'
import type { SkippedNode } from './steps.ts'
import type { WarehouseState } from './warehouse-state.ts'

/**
 * What of a selection cannot be built because nothing is known of a source's shape, and the sources that it is about. A
 * node that is skipped takes no part at all: it holds nobody's batches open.
 */
export function findSkips(
  manifest: Manifest,
  state: WarehouseState,
  active: ReadonlySet<NodeId>,
): { readonly skipped: readonly SkippedNode[]; readonly shapeless: readonly SourceNode[] } {
  const lost = new Map<NodeId, string>()
  const skipped: SkippedNode[] = []
  const shapeless: SourceNode[] = []
  for (const node of inOrder(manifest)) {
    if (node.kind === 'source' && isShapeless(node, state)) lost.set(node.id, node.name)
    const parent = node.dependsOn.find((id) => lost.has(id))
    if (parent === undefined || node.kind === 'exposure') continue
    lost.set(node.id, node.name)
    if (!active.has(node.id)) continue
    skipped.push({ node: node.id, why: `it reads ${lost.get(parent)}, which is skipped` })
    const source = manifest.nodes.get(parent)
    if (source?.kind === 'source' && !shapeless.includes(source)) shapeless.push(source)
  }
  return { skipped, shapeless }
}

/** No columns are declared, and there has never been a file that would tell them. */
function isShapeless(source: SourceNode, state: WarehouseState): boolean {
  const found = state.sources.get(source.id)
  return (
    source.columns.length === 0 &&
    (found?.files.size ?? 0) === 0 &&
    !found?.problems.some((problem) => problem.severity === 'error') &&
    !state.batches.some((batch) => batch.source === source.sourceName && batch.table === source.name)
  )
}
