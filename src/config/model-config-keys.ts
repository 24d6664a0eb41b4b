import type { OriginText } from '../template/origin-text.ts'
import { duration } from './amounts.ts'
import { readKeys } from './read-keys.ts'
import {
  anything,
  boolean,
  character,
  identifier,
  located,
  map,
  oneOf,
  oneOrMany,
  type Reader,
  templated,
  text,
  word,
  wrong,
} from './readers.ts'
import { type Located, type PlainValue, plainValue } from './value.ts'

export const materializations = ['staging', 'view', 'table', 'incremental', 'scd2', 'ephemeral', 'snapshot'] as const
export const strategies = ['cdc', 'merge', 'delete+insert', 'append', 'insert_overwrite', 'recompute'] as const
export const engines = ['spark', 'redshift'] as const

export type Materialization = (typeof materializations)[number]
export type Strategy = (typeof strategies)[number]
export type EngineName = (typeof engines)[number]
export type OnFailure = 'block' | 'warn' | 'quarantine'

export const onFailure: Reader<OnFailure> = oneOf('block', 'warn', 'quarantine')

const plainMap: Reader<{ readonly [key: string]: PlainValue }> = (value, at) => {
  const found = map(value, at)
  return found && (plainValue(found) as { readonly [key: string]: PlainValue })
}

const contract: Reader<{ readonly enforced: boolean }> = (value, at) => {
  if (value.kind === 'scalar') return wrong(value, at, 'a map', `Write contract: {enforced: ${value.raw}}.`)
  const found = map(value, at)
  if (!found) return null
  const readers = { enforced: boolean, alias_types: boolean }
  return { enforced: readKeys(found, { owner: at.subject, readers }, at.report).enforced ?? false }
}

const quality: Reader<{ readonly onFailure: Located<OnFailure> | null }> = (value, at) => {
  if (value.kind === 'scalar') return wrong(value, at, 'a map', `Write quality: {on_failure: ${value.raw}}.`)
  const found = map(value, at)
  if (!found) return null
  const readers = { on_failure: located(onFailure) }
  return { onFailure: readKeys(found, { owner: at.subject, readers }, at.report).on_failure }
}

/** Who may do what: `{select: [reporting, etl]}`. */
const grants: Reader<Readonly<Record<string, readonly string[]>>> = (value, at) => {
  const found = map(value, at)
  if (!found) return null
  const grantees = oneOrMany(word)
  return Object.fromEntries(
    found.entries.map(({ key, value }) => [
      key,
      grantees(value, { ...at, subject: `"${key}" of ${at.subject}` }) ?? [],
    ]),
  )
}

/** A statement, or dbt's `{sql: …, transaction: …}`. */
const hook: Reader<Located<OriginText>> = (value, at) => {
  if (value.kind !== 'map') return templated(value, at)
  return readKeys(
    value,
    { owner: at.subject, readers: { sql: templated, transaction: boolean }, required: ['sql'] },
    at.report,
  ).sql
}

const columnTypes: Reader<ReadonlyMap<string, Located<string>>> = (value, at) => {
  const found = map(value, at)
  if (!found) return null
  const types = new Map<string, Located<string>>()
  for (const { key, value } of found.entries) {
    const type = located(word)(value, { ...at, subject: `the type of column "${key}"` })
    if (type) types.set(key, type)
  }
  return types
}

/** The keys of a model's configuration, by their names in YAML, and how each is read. */
export const modelConfigReaders = {
  enabled: boolean,
  engine: oneOf(...engines),
  materialized: oneOf(...materializations),
  strategy: oneOf(...strategies),
  unique_key: oneOrMany(word),
  on_delete: oneOf('hard', 'soft', 'ignore'),
  keep: oneOf('latest', 'all'),
  quality,
  tags: oneOrMany(word),
  schema: word,
  alias: word,
  contract,
  grants,
  pre_hook: oneOrMany(hook),
  post_hook: oneOrMany(hook),
  preactions: oneOrMany(templated),
  postactions: oneOrMany(templated),
  dist: word,
  sort: oneOrMany(word),
  sort_type: oneOf('compound', 'interleaved', 'auto'),
  partition_by: oneOrMany(word),
  file_format: word,
  merge_update_columns: oneOrMany(located(word)),
  merge_exclude_columns: oneOrMany(located(word)),
  incremental_predicates: oneOrMany(templated),
  on_schema_change: oneOf('ignore', 'fail', 'append_new_columns', 'sync_all_columns'),
  publish: oneOf('after_checks', 'immediately'),
  timeout: duration,
  pool: identifier,
  meta: plainMap,
  full_refresh: boolean,
  static: oneOrMany(word),
  initial_valid_from: text,
  empty_with: oneOf('truncate', 'delete'),
  docs: plainMap,
  access: oneOf('private', 'protected', 'public'),
  group: word,
  persist_docs: plainMap,
  description: text,
  column_types: columnTypes,
  delimiter: character,
  quote_columns: boolean,
  updated_at: word,
  check_cols: oneOrMany(word),
  hard_deletes: oneOf('ignore', 'invalidate', 'new_record'),
  dbt_valid_to_current: text,
  snapshot_meta_column_names: anything,
} satisfies Readonly<Record<string, Reader<unknown>>>

export type ModelConfigKey = keyof typeof modelConfigReaders

/** Other spellings, those of dbt. */
export const modelConfigAliases: Readonly<Record<string, ModelConfigKey>> = {
  incremental_strategy: 'strategy',
  predicates: 'incremental_predicates',
  'pre-hook': 'pre_hook',
  'post-hook': 'post_hook',
}

/** Keys of dbt and its adapters that have no effect here. */
export const ignoredConfigKeys: readonly string[] = [
  'database',
  'quoting',
  'sql_header',
  'packages',
  'bind',
  'backup',
  'auto_refresh',
  'query_group',
  'event_time',
  'batch_size',
  'begin',
  'lookback',
  'concurrent_batches',
  'on_configuration_change',
  'on_error',
  'location_root',
  'custom_location',
  'table_properties',
  'lf_tags_config',
  'lf_grants',
  'target_schema',
  'target_database',
  'invalidate_hard_deletes',
]

/** Keys that only some materializations have a use for; `seed` stands for seeds. Keys that are not listed are for all. */
export const appliesTo: Readonly<Partial<Record<ModelConfigKey, readonly (Materialization | 'seed')[]>>> = {
  materialized: materializations,
  keep: ['staging'],
  preactions: ['staging'],
  postactions: ['staging'],
  empty_with: ['staging'],
  unique_key: ['staging', 'incremental', 'scd2', 'snapshot'],
  strategy: ['incremental'],
  on_delete: ['incremental'],
  static: ['incremental'],
  merge_update_columns: ['incremental'],
  merge_exclude_columns: ['incremental'],
  incremental_predicates: ['incremental'],
  on_schema_change: ['incremental', 'scd2', 'snapshot'],
  full_refresh: ['incremental', 'scd2', 'snapshot', 'seed'],
  initial_valid_from: ['scd2'],
  publish: ['table', 'incremental', 'scd2', 'snapshot', 'seed'],
  dist: ['staging', 'table', 'incremental', 'scd2', 'snapshot', 'seed'],
  sort: ['staging', 'table', 'incremental', 'scd2', 'snapshot', 'seed'],
  sort_type: ['staging', 'table', 'incremental', 'scd2', 'snapshot', 'seed'],
  partition_by: ['staging', 'table', 'incremental', 'scd2', 'snapshot'],
  file_format: ['staging', 'table', 'incremental', 'scd2', 'snapshot'],
  grants: ['staging', 'view', 'table', 'incremental', 'scd2', 'snapshot', 'seed'],
  pre_hook: ['staging', 'view', 'table', 'incremental', 'scd2', 'snapshot', 'seed'],
  post_hook: ['staging', 'view', 'table', 'incremental', 'scd2', 'snapshot', 'seed'],
  column_types: ['seed'],
  delimiter: ['seed'],
  quote_columns: ['seed'],
  updated_at: ['snapshot'],
  check_cols: ['snapshot'],
  hard_deletes: ['snapshot'],
  dbt_valid_to_current: ['snapshot'],
  snapshot_meta_column_names: ['snapshot'],
}
