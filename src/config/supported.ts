/**
 * What this version of Tidemill runs, of the values that the project format knows. A value of the format that is not
 * listed here is read and then reported as `config/not-built-yet`; to make it available, add it to its row.
 */
export const builtValues = {
  materialized: ['staging', 'view', 'table', 'incremental', 'scd2', 'ephemeral', 'snapshot'],
  strategy: ['cdc', 'append', 'merge', 'delete+insert', 'insert_overwrite', 'recompute'],
  on_delete: ['hard', 'soft', 'ignore'],
  on_failure: ['block', 'warn', 'quarantine'],
  mode: ['cdc', 'incremental', 'full'],
  'engine type': ['duckdb', 'spark', 'postgres'],
  on_schema_change: ['append_new_columns', 'ignore', 'fail', 'sync_all_columns'],
  publish: ['after_checks', 'immediately'],
  new_column: ['append', 'ignore', 'fail'],
  changed_type: ['widen', 'fail'],
  missing_column: ['fill_null', 'fail'],
} as const satisfies Readonly<Record<string, readonly string[]>>

export type LimitedKey = keyof typeof builtValues

/** Whether this version runs the value of a key. */
export function isBuilt(key: LimitedKey, value: string): boolean {
  const built: readonly string[] = builtValues[key]
  return built.includes(value)
}
