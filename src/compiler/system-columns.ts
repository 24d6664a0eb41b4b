import type { ModelConfig } from '../config/model-config.ts'
import { carriedColumns } from './change-flow.ts'

/** Columns that every source has, whatever its files hold. */
export const sourceSystemColumns: readonly string[] = [
  '_op',
  '_change_seq',
  '_commit_ts',
  '_file',
  '_is_load',
  '_batch_id',
  '_change_id',
]

/** Columns that the tool adds behind a model's own. */
export function systemColumnsOf(config: ModelConfig): readonly string[] {
  if (config.materialized === 'staging' || config.strategy === 'append') return carriedColumns
  return config.strategy === 'cdc' ? ['_change_seq', '_commit_ts'] : []
}
