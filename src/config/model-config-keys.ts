import { configUnknownKey } from '../diagnostics/catalog/config.ts'
import type { OriginText } from '../template/origin-text.ts'
import { duration } from './amounts.ts'
import { readKeys } from './read-keys.ts'
import {
  boolean,
  character,
  identifier,
  located,
  map,
  oneOf,
  oneOrMany,
  type Place,
  type Reader,
  templated,
  text,
  word,
  wrong,
} from './readers.ts'
import { isNull, type Located, type PlainValue, plainValue } from './value.ts'

export const materializations = ['staging', 'view', 'table', 'incremental', 'scd2', 'ephemeral', 'snapshot'] as const
export const strategies = ['cdc', 'merge', 'delete+insert', 'append', 'insert_overwrite', 'recompute'] as const
export const snapshotStrategies = ['timestamp', 'check'] as const
export const engines = ['spark', 'redshift'] as const

export type Materialization = (typeof materializations)[number]
export type Strategy = (typeof strategies)[number]
export type SnapshotStrategy = (typeof snapshotStrategies)[number]
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

/** Which of them a node may have, its materialization tells. */
const strategy: Reader<Strategy | SnapshotStrategy> = (value, at) => {
  const ofSnapshots = snapshotStrategies.find((name) => value.kind === 'scalar' && value.value === name)
  return ofSnapshots ?? oneOf(...strategies)(value, at)
}

const snapshotColumns = ['dbt_scd_id', 'dbt_updated_at', 'dbt_valid_from', 'dbt_valid_to', 'dbt_is_deleted']

/** Other names for the columns that a snapshot adds. */
const metaColumnNames: Reader<ReadonlyMap<string, string>> = (value, at) => {
  const found = map(value, at)
  if (!found) return null
  const names = new Map<string, string>()
  for (const { key, keySpan, value } of found.entries) {
    if (!snapshotColumns.includes(key)) at.report(configUnknownKey(key, at.subject, keySpan, snapshotColumns))
    const name = identifier(value, { ...at, subject: `"${key}" of ${at.subject}` })
    if (name !== null) names.set(key, name.toLowerCase())
  }
  return names
}

/** A cell that the project writes: text, or a number, a truth value or NULL as SQL has them. */
export interface WrittenCell {
  readonly isText: boolean
  readonly raw: string
}

/** A row as a map from its columns, in lower case. */
const row: Reader<ReadonlyMap<string, WrittenCell>> = (value, at) => {
  const found = map(value, at)
  if (!found) return null
  const cells = new Map<string, WrittenCell>()
  for (const { key, value } of found.entries) {
    const cell: Place = { ...at, subject: `"${key}" of ${at.subject}` }
    if (value.kind === 'scalar')
      cells.set(key.toLowerCase(), { isText: typeof value.value === 'string', raw: isNull(value) ? 'null' : value.raw })
    else wrong(value, cell, 'a single value')
  }
  return cells
}

/** A time in UTC, to the microsecond: `2026-01-02 03:04:05.123456`. */
const moment: Reader<string> = (value, at) => {
  const found = text(value, at)
  if (found === null) return null
  const parts = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2})(:\d{2}(?:\.\d{1,6})?)?)?Z?$/.exec(found.trim())
  const spelled = parts && `${parts[1]} ${parts[2] ?? '00:00'}${parts[3] ?? ':00'}`
  if (!spelled || Number.isNaN(Date.parse(`${spelled.replace(' ', 'T').slice(0, 23)}Z`)))
    return wrong(value, at, 'a time in UTC', 'Write it as 2026-01-02 03:04:05, or as a date.')
  return spelled
}

/** The keys of a model's configuration, by their names in YAML, and how each is read. */
export const modelConfigReaders = {
  enabled: boolean,
  engine: oneOf(...engines),
  materialized: oneOf(...materializations),
  strategy,
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
  initial_valid_from: moment,
  unknown_member: row,
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
  invalidate_hard_deletes: boolean,
  dbt_valid_to_current: located(word),
  snapshot_meta_column_names: metaColumnNames,
} satisfies Readonly<Record<string, Reader<unknown>>>

export type ModelConfigKey = keyof typeof modelConfigReaders

/** Other spellings, those of dbt. */
export const modelConfigAliases: Readonly<Record<string, ModelConfigKey>> = {
  incremental_strategy: 'strategy',
  predicates: 'incremental_predicates',
  'pre-hook': 'pre_hook',
  'post-hook': 'post_hook',
  target_schema: 'schema',
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
  'target_database',
]

/** Keys that only some materializations have a use for; `seed` stands for seeds. Keys that are not listed are for all. */
export const appliesTo: Readonly<Partial<Record<ModelConfigKey, readonly (Materialization | 'seed')[]>>> = {
  materialized: materializations,
  keep: ['staging'],
  preactions: ['staging'],
  postactions: ['staging'],
  empty_with: ['staging'],
  unique_key: ['staging', 'incremental', 'scd2', 'snapshot'],
  strategy: ['incremental', 'snapshot'],
  on_delete: ['incremental'],
  static: ['incremental'],
  merge_update_columns: ['incremental'],
  merge_exclude_columns: ['incremental'],
  incremental_predicates: ['incremental'],
  on_schema_change: ['incremental', 'scd2', 'snapshot'],
  full_refresh: ['incremental', 'scd2', 'snapshot', 'seed'],
  initial_valid_from: ['scd2'],
  unknown_member: ['scd2'],
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
  check_cols: ['scd2', 'snapshot'],
  hard_deletes: ['snapshot'],
  invalidate_hard_deletes: ['snapshot'],
  dbt_valid_to_current: ['snapshot'],
  snapshot_meta_column_names: ['snapshot'],
}
