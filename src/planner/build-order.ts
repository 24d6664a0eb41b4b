import { inOrder, type Manifest } from '../manifest/manifest.ts'
import type { Node, NodeId } from '../manifest/nodes.ts'

/** The graph's order, moved so that what the tests inside need comes first. */
export function inBuildOrder(
  manifest: Manifest,
  order: readonly { readonly before: NodeId; readonly after: NodeId }[],
): Node[] {
  const nodes = inOrder(manifest)
  if (order.length === 0) return nodes
  const done = new Set<NodeId>()
  const result: Node[] = []
  const place = (id: NodeId): void => {
    if (done.has(id)) return
    done.add(id)
    const node = manifest.nodes.get(id)
    if (!node) return
    for (const parent of node.dependsOn) place(parent)
    for (const edge of order) if (edge.after === id) place(edge.before)
    result.push(node)
  }
  for (const node of nodes) place(node.id)
  return result
}
