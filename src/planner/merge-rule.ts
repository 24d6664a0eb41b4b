import type { ModelConfig } from '../config/model-config.ts'
import { type ModelNode, mergeAliases } from '../manifest/nodes.ts'
import type { RowLimit } from './materializations/matched-rows.ts'
import type { MergeRule } from './materializations/merge.ts'
import type { UpdatedColumns } from './steps.ts'
import type { SqlWriter } from './write-sql.ts'

/** Whether a model's new rows take the place of others, as dbt's strategies have it. */
export function isMerged({ strategy }: ModelConfig): boolean {
  return strategy === 'merge' || strategy === 'delete+insert' || strategy === 'insert_overwrite'
}

/** The columns whose values tell which rows of the table a new row stands for. */
export function keyOf({ strategy, uniqueKey, partitionBy }: ModelConfig): readonly string[] {
  return (strategy === 'insert_overwrite' ? partitionBy : uniqueKey).map((name) => name.toLowerCase())
}

/** What a merge leaves of rows that are there, if it leaves anything. */
export function updatedColumns({
  strategy,
  mergeUpdateColumns,
  mergeExcludeColumns,
}: ModelConfig): UpdatedColumns | null {
  const names = (columns: ModelConfig['mergeUpdateColumns']) => columns.map(({ value }) => value.toLowerCase())
  if (strategy !== 'merge') return null
  if (mergeUpdateColumns.length > 0) return { only: names(mergeUpdateColumns) }
  return mergeExcludeColumns.length > 0 ? { but: names(mergeExcludeColumns) } : null
}

/** How a model of one of dbt's strategies puts its new rows into its table. */
export function mergeRule({ writer }: { readonly writer: SqlWriter }, model: ModelNode): MergeRule {
  const { config, predicates } = model
  const appends = { isUnique: false, isPartitions: false, replacesAll: false, limit: null, updates: null }
  if (!isMerged(config)) return { ...appends, keyColumns: [] }
  return {
    keyColumns: keyOf(config),
    replacesAll: config.strategy === 'insert_overwrite' && config.partitionBy.length === 0,
    isUnique: config.strategy === 'merge',
    isPartitions: config.strategy === 'insert_overwrite',
    limit: predicates && rowLimit(writer, model, predicates),
    updates: updatedColumns(config),
  }
}

function rowLimit(
  writer: SqlWriter,
  { engine }: ModelNode,
  { sql: { query, text }, readNewRows }: NonNullable<ModelNode['predicates']>,
): RowLimit | null {
  if (!query) return null
  return {
    condition: (row) => writer.writeCondition(query, text, engine, new Map([[mergeAliases.target, row]])),
    readsNewRows: readNewRows,
  }
}
