import { takesChanges } from './incremental.ts'
import { inOrder, type Manifest } from './manifest.ts'
import type { ModelNode, NodeId, TestNode } from './nodes.ts'
import { type Relation, relation } from './relation.ts'

/** Columns of rows that are set aside: the tests that they failed, and the batch that brought them. */
export const quarantineColumns = ['_reason', '_batch_id'] as const

/** Where the rows of a model lie that failed its rules. */
export function quarantineOf({ relation: { schema, name } }: Pick<ModelNode, 'relation'>): Relation {
  return relation(schema, `${name}__quarantine`)
}

/** What the ledger calls that table. */
export function quarantineRecord(model: NodeId): NodeId {
  return `${model}.quarantine`
}

/** Where rows lie as somebody has let them in, corrected or not. */
export function releasedOf({ relation: { schema, name } }: Pick<ModelNode, 'relation'>): Relation {
  return relation(schema, `${name}__released`)
}

/** What the ledger calls that table. */
export function releasedRecord(model: NodeId): NodeId {
  return `${model}.released`
}

/** Whether the rules of a model judge changes, and not the rows of its query. */
export function judgesChanges({ config, flow }: ModelNode): boolean {
  return flow !== null && (config.materialized === 'staging' || takesChanges(config))
}

/** The key columns without which a row of a model cannot be let in: it could be neither found again nor deleted. */
export function neededKey({ config, flow }: ModelNode): readonly string[] {
  const { materialized, strategy } = config
  if (strategy === 'merge' || materialized === 'snapshot') return config.uniqueKey.map((key) => key.toLowerCase())
  const isKeyed = materialized === 'scd2' || strategy === 'cdc' || (materialized === 'staging' && config.keep !== 'all')
  return isKeyed ? (flow?.keyColumns ?? []) : []
}

/** The tests that set rows aside, by their models. */
export function settingAside(manifest: Manifest): ReadonlyMap<NodeId, readonly TestNode[]> {
  const found = new Map<NodeId, TestNode[]>()
  for (const test of inOrder(manifest)) {
    if (test.kind !== 'test' || test.config.onFailure !== 'quarantine' || test.attachedTo === null) continue
    found.set(test.attachedTo, [...(found.get(test.attachedTo) ?? []), test])
  }
  return found
}
