import { inOrder, type Manifest } from '../manifest/manifest.ts'
import type { EngineName, ModelNode, NodeId, SeedNode } from '../manifest/nodes.ts'
import { relationKey } from '../manifest/relation.ts'
import type { EngineLayout } from './engine-layout.ts'
import type { Versions } from './versions.ts'
import { copyOf, isForeign, standsAs, type WarehouseState } from './warehouse-state.ts'

/** A relation that nodes of the other engine read. */
export interface Crossing {
  readonly node: ModelNode | SeedNode
  readonly to: EngineName
  /** Nodes and tests of that engine, ephemeral models in between passed over. */
  readonly readers: ReadonlySet<NodeId>
}

/**
 * What has to be handed from one engine to the other, by node. A staging table always is: the warehouse has every staging
 * table, whoever reads it.
 */
export function crossings(manifest: Manifest, layout: EngineLayout): ReadonlyMap<NodeId, Crossing> {
  const found = new Map<NodeId, Crossing>()
  if (layout.isOneDatabase) return found
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

/** Whether the other engine has the relation as it is, or will be once the plan is done. */
export function isCurrent({ node, to }: Crossing, state: WarehouseState, versions: Versions): boolean {
  const isThere = state.relations[to].has(relationKey(node.relation))
  return isThere && state.built.get(copyOf(node.id, to)) === versions.of(node.id)
}

/** Whether both engines have the last batch of a staging model that was staged. */
export function isStagedEverywhere(model: ModelNode, state: WarehouseState, crossing: Crossing | undefined): boolean {
  if (standsAs(state, model) === null) return false
  if (!crossing) return true
  const { to } = crossing
  const isThere = state.relations[to].has(relationKey(model.relation))
  return isThere && state.built.get(copyOf(model.id, to)) === state.built.get(model.id)
}

/** Something stands on the other engine under the relation's name, and no record says that we put it there. */
export function isForeignThere({ node, to }: Crossing, state: WarehouseState): boolean {
  return isForeign(state, node.relation, to, copyOf(node.id, to))
}
