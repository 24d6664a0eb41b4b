import type { ModelConfig } from '../config/model-config.ts'

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

/** Columns that the tool adds behind a model's own. */
export function systemColumnsOf(config: ModelConfig): readonly string[] {
  if (config.materialized === 'staging' || config.strategy === 'append') return carriedColumns
  return config.strategy === 'cdc' ? ['_change_seq', '_commit_ts'] : []
}
