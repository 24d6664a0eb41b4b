import type { ModelConfig } from '../config/model-config.ts'
import { ownTable } from './own-table.ts'
import type { Relation } from './relation.ts'

/** Whether a model takes its rows in change by change, and keeps what it has taken in. */
export function isIncremental({ materialized }: ModelConfig): boolean {
  return materialized === 'incremental' || materialized === 'scd2'
}

/** Whether a model takes in every change that it is given as a change, and chooses among them by itself. */
export function takesChanges({ materialized, strategy }: ModelConfig): boolean {
  return materialized === 'scd2' || strategy === 'cdc' || strategy === 'append'
}

/** Columns that every version of a row has behind the model's own. */
export const versionColumns = ['valid_from', 'valid_to', 'is_current', 'is_deleted', 'version_id'] as const

/** Where an `scd2` model keeps every change that it has taken in: the versions alone cannot place a late one. */
export function historyOf(model: { readonly relation: Relation; readonly ledgerSchema: string }): Relation {
  return ownTable(model.ledgerSchema, 'history', model.relation)
}
