import { takesChanges } from '../manifest/incremental.ts'
import type { Manifest } from '../manifest/manifest.ts'
import type { ModelNode, NodeId, SeedNode, TestNode } from '../manifest/nodes.ts'
import { type Relation, relation } from '../manifest/relation.ts'

/** A table that a staging model has besides its own, made and handed over with it. */
export interface Sidecar {
  readonly relation: Relation
  /** What the ledger calls it. */
  readonly record: NodeId
  /** What its hand-off's name ends in. */
  readonly suffix: string
}

export interface SidecarContext {
  /** The tests that set rows aside, by their models. */
  readonly settingAside: ReadonlyMap<NodeId, readonly TestNode[]>
  /** Staging models of which a reader judges every change. */
  readonly judgedByReaders: ReadonlySet<NodeId>
  readonly layout: { readonly isOneDatabase: boolean }
}

/** Where a staging model lays out the changes that took keys out, for models that keep deleted rows. */
export function exitsOf({ relation: { schema, name } }: ModelNode): Relation {
  return relation(schema, `${name}__exits`)
}

/** Where it lays out every change of the batch, for models that judge each by itself. */
export function changesOf({ relation: { schema, name } }: ModelNode): Relation {
  return relation(schema, `${name}__changes`)
}

/** Where it lays out the changes that it sets aside, for the database that keeps them. */
export function setAsideOf({ relation: { schema, name } }: ModelNode): Relation {
  return relation(schema, `${name}__set_aside`)
}

export function sidecarsOf(node: ModelNode | SeedNode, context: SidecarContext): readonly Sidecar[] {
  if (node.kind !== 'model' || node.config.materialized !== 'staging') return []
  const sidecar = (of: Relation, suffix: string): Sidecar => ({ relation: of, record: `${node.id}.${suffix}`, suffix })
  return [
    ...(node.flow?.imagesQuery ? [sidecar(exitsOf(node), 'exits')] : []),
    ...(context.judgedByReaders.has(node.id) ? [sidecar(changesOf(node), 'changes')] : []),
    ...(handsQuarantineOver(node, context) ? [sidecar(setAsideOf(node), 'set_aside')] : []),
  ]
}

/** Whether what the model sets aside is kept in another database than its own. */
export function handsQuarantineOver({ id, engine }: ModelNode, { settingAside, layout }: SidecarContext): boolean {
  return settingAside.has(id) && !layout.isOneDatabase && engine === 'spark'
}

/** Staging models of whose readers one judges every change by itself. */
export function judgedByReaders({ nodes }: Manifest, aside: SidecarContext['settingAside']): ReadonlySet<NodeId> {
  const drivers = [...aside.keys()].flatMap((id) => {
    const model = nodes.get(id)
    return model?.kind === 'model' && takesChanges(model.config) && model.flow ? [model.flow.driving] : []
  })
  return new Set(drivers)
}
