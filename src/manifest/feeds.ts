import type { ModelConfig } from '../config/model-config.ts'
import { isIncremental } from './incremental.ts'
import type { Manifest } from './manifest.ts'
import type { ModelNode, NodeId } from './nodes.ts'
import { ownTable } from './own-table.ts'
import type { Relation } from './relation.ts'

/** What a change feed says of each row: whether it is as the change found it, or as it left it. */
export const imageColumn = '_image'

/** Which change of a model a row of its feed belongs to: a number that grows by one with each. */
export const changeColumn = '_change'

/** Whether a model's changes can be followed: it takes them in row by row. */
export function hasFeed(config: ModelConfig): boolean {
  return isIncremental(config)
}

/** Where the changes of a model lie, beside the ledger. */
export function feedOf(model: { readonly relation: Relation }, ledgerSchema: string): Relation {
  return ownTable(ledgerSchema, 'feed', model.relation)
}

/** The models that follow the changes of a model. */
export function feedReaders({ nodes, graph }: Manifest, id: NodeId): readonly ModelNode[] {
  return graph
    .children(id)
    .map((child) => nodes.get(child))
    .filter((node): node is ModelNode => node?.kind === 'model' && (node.recompute?.feeds.includes(id) ?? false))
}
