import { inOrder, type Manifest } from './manifest.ts'
import type { EngineName, ModelNode, NodeId, SeedNode } from './nodes.ts'

/** A relation that nodes of the other engine read. */
export interface Crossing {
  readonly node: ModelNode | SeedNode
  readonly to: EngineName
  /** Nodes and tests of that engine, ephemeral models in between passed over. */
  readonly readers: ReadonlySet<NodeId>
}

/**
 * What passes from one engine to the other, by node: where these are two databases, it has to be handed over. A staging
 * table always is, since the warehouse has every staging table, whoever reads it.
 */
export function crossings(manifest: Manifest): ReadonlyMap<NodeId, Crossing> {
  const found = new Map<NodeId, Crossing>()
  for (const node of inOrder(manifest)) {
    if (node.kind !== 'seed' && node.kind !== 'model') continue
    if (node.kind === 'model' && node.config.materialized === 'ephemeral') continue
    const to: EngineName = node.engine === 'spark' ? 'redshift' : 'spark'
    const readers = readersOn(to, node.id, manifest)
    const isStaging = node.kind === 'model' && node.config.materialized === 'staging'
    if (readers.size > 0 || (isStaging && to === 'redshift')) found.set(node.id, { node, to, readers })
  }
  return found
}

function readersOn(engine: EngineName, id: NodeId, { graph, nodes }: Manifest): ReadonlySet<NodeId> {
  const readers = new Set<NodeId>()
  const open = [...graph.children(id)]
  const seen = new Set(open)
  for (let child = open.pop(); child !== undefined; child = open.pop()) {
    const node = nodes.get(child)
    if (node?.kind === 'model' && node.config.materialized === 'ephemeral') {
      for (const next of graph.children(child)) {
        if (!seen.has(next)) open.push(next)
        seen.add(next)
      }
    } else if ((node?.kind === 'model' || node?.kind === 'test') && node.engine === engine) readers.add(child)
  }
  return readers
}
