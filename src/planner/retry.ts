import type { Manifest } from '../manifest/manifest.ts'
import type { NodeId } from '../manifest/nodes.ts'

/** What became of a node, as run_results.json says it. */
export interface PreviousResult {
  readonly node: string
  readonly status: string
}

const unfinished: ReadonlySet<string> = new Set(['error', 'fail', 'skipped'])

export function isUnfinished({ status }: PreviousResult): boolean {
  return unfinished.has(status)
}

/**
 * Of what a run had selected, the nodes that it did not bring to an end. With them go the tests that have to pass before
 * their rows are published, and the staging models that lay batches out for them: what is finished there costs nothing.
 */
export function nodesToRetry(
  { nodes, graph }: Manifest,
  selected: readonly NodeId[],
  results: readonly PreviousResult[],
): readonly NodeId[] {
  const wanted = new Set<string>(results.filter(isUnfinished).map((result) => result.node))
  for (const id of selected) {
    const node = nodes.get(id)
    if (node?.kind !== 'model' || !wanted.has(id)) continue
    if (node.flow) wanted.add(node.flow.driving)
    for (const child of graph.children(id)) {
      const kind = nodes.get(child)?.kind
      if (kind === 'test' || kind === 'unit_test') wanted.add(child)
    }
  }
  return selected.filter((id) => wanted.has(id))
}
