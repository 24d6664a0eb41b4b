import { historyOf } from '../manifest/incremental.ts'
import type { ModelNode } from '../manifest/nodes.ts'
import { ownTable } from '../manifest/own-table.ts'
import { quarantineOf } from '../manifest/quarantine.ts'
import type { Relation } from '../manifest/relation.ts'

/** A table that is filled from the beginning, all at once or part by part. */
export interface MadeAnew {
  /** One stands already: readers have it as it is until the new one, made beside it, takes its place with the last part. */
  readonly isBeside: boolean
  readonly isFirst: boolean
  readonly isLast: boolean
}

/** Where an incremental model keeps what it has. */
export interface OwnTables {
  /** The table itself, or the one that is being made beside it. */
  readonly target: Relation
  /** Keys of hard deletes that a `cdc` model has applied; of soft ones, all that took a key out. */
  readonly tombstones: Relation
  /** Every change that an `scd2` model has taken in. */
  readonly history: Relation
  /** Changes that its rules set aside. */
  readonly quarantine: Relation
}

export function tombstonesOf({ relation, ledgerSchema }: ModelNode): Relation {
  return ownTable(ledgerSchema, 'tombstones', relation)
}

/** A table that is made anew beside one that stands. */
export function besideOf(ledgerSchema: string, standing: Relation): Relation {
  return ownTable(ledgerSchema, 'rebuild', standing)
}

export function ownTablesOf(model: ModelNode, anew: MadeAnew | null): OwnTables {
  const place = (standing: Relation) => (anew?.isBeside ? besideOf(model.ledgerSchema, standing) : standing)
  return {
    target: place(model.relation),
    tombstones: place(tombstonesOf(model)),
    history: place(historyOf(model)),
    quarantine: place(quarantineOf(model)),
  }
}

/** The tables that make up what a model has, as they stand; what other materializations keep is not among them. */
export function keptBy({ config }: ModelNode, setsAside: boolean): readonly (keyof OwnTables)[] {
  const aside = setsAside ? (['quarantine'] as const) : []
  if (config.materialized === 'scd2') return ['target', 'history', ...aside]
  const hasTombstones = config.strategy === 'cdc' && config.onDelete !== 'ignore'
  return hasTombstones ? ['target', 'tombstones', ...aside] : ['target', ...aside]
}

/** All tables that a rebuild of the model may have left when it was stopped. */
export function leftByRebuild(model: ModelNode): readonly Relation[] {
  return Object.values(ownTablesOf(model, { isBeside: true, isFirst: true, isLast: true }))
}
