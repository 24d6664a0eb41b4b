import type { ModelConfig } from '../config/model-config.ts'
import type { SnapshotConfig } from '../config/snapshot-config.ts'
import { versionColumns } from './incremental.ts'

/** Columns that every row of a source has beside those of its files. */
export const sourceSystemColumns = [
  '_op',
  '_change_seq',
  '_commit_ts',
  '_file',
  '_is_load',
  '_batch_id',
  '_change_id',
] as const

/** Those of them that a batch's rows bring along to whoever applies them. */
export const carriedColumns = ['_op', '_change_seq', '_commit_ts', '_change_id'] as const

/** What a staged row tells besides where deleted rows are kept: whether it has values, and the change that they are from. */
export const fateColumns = ['_has_image', '_image_seq', '_image_ts'] as const

/** What a staged row tells of a source's column that updates may leave out: whether the batch has its value. */
export function knownColumn(column: string): string {
  return `_known_${column}`
}

/** Columns that the tool adds behind a model's own. */
export function systemColumnsOf(config: ModelConfig): readonly string[] {
  if (config.materialized === 'staging' || config.strategy === 'append') return carriedColumns
  if (config.materialized === 'scd2') return versionColumns
  if (config.snapshot) return snapshotColumnsOf(config.snapshot)
  if (config.strategy !== 'cdc') return []
  return ['_change_seq', '_commit_ts', ...(config.onDelete === 'soft' ? ['_deleted_at'] : [])]
}

/** The columns that a snapshot adds, in their order. */
export function snapshotColumnsOf({ columns, hardDeletes }: SnapshotConfig): readonly string[] {
  const { scdId, updatedAt, validFrom, validTo, isDeleted } = columns
  return [scdId, updatedAt, validFrom, validTo, ...(hardDeletes === 'new_record' ? [isDeleted] : [])]
}
