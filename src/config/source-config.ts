import { configUnknownValue } from '../diagnostics/catalog/config.ts'
import { duration } from './amounts.ts'
import { plainMeta } from './column.ts'
import { readKeys } from './read-keys.ts'
import { boolean, located, map, oneOf, oneOrMany, type Place, text, word, wrong } from './readers.ts'
import { reportUnbuilt } from './report-unbuilt.ts'
import {
  type BatchLimits,
  batch,
  type CsvFormat,
  csv,
  type DriftPolicy,
  drift,
  type Freshness,
  freshness,
  location,
} from './source-values.ts'
import type { Located, MapValue, PlainValue } from './value.ts'

export type SourceMode = 'cdc' | 'incremental' | 'full'

/** How a source's table is read, as far as it is written: null where nothing is said. */
export interface WrittenSourceConfig {
  readonly enabled: boolean | null
  readonly location: Located<string> | null
  readonly schema: Located<string> | null
  readonly mode: Located<SourceMode> | null
  readonly format: Located<'parquet' | 'csv'> | null
  readonly primaryKey: readonly Located<string>[] | null
  readonly op: Located<string> | null
  readonly orderBy: readonly Located<string>[] | null
  readonly changeSeq: Located<string> | null
  readonly commitTs: Located<string> | null
  readonly watermark: Located<string> | null
  readonly drift: Partial<DriftPolicy>
  readonly freshness: Freshness | 'off' | null
  readonly batch: Partial<BatchLimits>
  readonly csv: Partial<CsvFormat>
  readonly loadSettleSeconds: number | null
  readonly loadedAtField: Located<string> | null
  readonly tags: readonly string[]
  readonly meta: { readonly [key: string]: PlainValue }
}

/** How a source's table is read: what the table says, then its source, then the defaults. */
export interface SourceConfig {
  readonly enabled: boolean
  /** A folder or bucket prefix; null when none is written. */
  readonly location: Located<string> | null
  /** The schema's name in the operational database. */
  readonly schema: string
  readonly mode: SourceMode
  readonly format: 'parquet' | 'csv'
  readonly primaryKey: readonly Located<string>[]
  /** The column that tells inserts, updates and deletes apart; null when there is none and all are inserts. */
  readonly op: Located<string> | null
  /** The columns `changeSeq` and `commitTs`, or one of them: the most significant first. */
  readonly orderBy: readonly Located<string>[]
  /** The file's columns that hold the change sequence and the commit time. */
  readonly changeSeq: Located<string>
  readonly commitTs: Located<string>
  readonly watermark: Located<string> | null
  readonly drift: DriftPolicy
  readonly freshness: Freshness | null
  readonly batch: BatchLimits
  readonly csv: CsvFormat
  /** How long the last LOAD file must lie still; null for the default of the kind of storage. */
  readonly loadSettleSeconds: number | null
  readonly loadedAtField: Located<string> | null
}

/** Keys that may stand in `config:` of a source or of its tables. */
const configReaders = {
  enabled: boolean,
  location,
  schema: located(word),
  mode: located(oneOf('cdc', 'incremental', 'full')),
  format: located(oneOf('parquet', 'csv')),
  primary_key: oneOrMany(located(word)),
  op: located(word),
  order_by: oneOrMany(located(word)),
  change_seq: located(word),
  commit_ts: located(word),
  watermark: located(word),
  drift,
  freshness,
  batch,
  csv,
  load_settle: duration,
  loaded_at_field: located(text),
  tags: oneOrMany(word),
  meta: map,
}

export const sourceConfigKeys: readonly string[] = Object.keys(configReaders)

/** Readers of the keys that older dbt projects write beside `config:`. */
export const outsideConfig = {
  freshness,
  loaded_at_field: located(text),
  tags: oneOrMany(word),
  meta: map,
}

export const ignoredSourceKeys = ['database', 'quoting', 'loaded_at_query', 'event_time', 'external'] as const

/** Reads the `config:` of a source or a table. */
export function readSourceConfig(value: MapValue, owner: string, report: Place['report']): WrittenSourceConfig {
  const table = {
    owner: `the configuration of ${owner}`,
    readers: configReaders,
    ignored: ignoredSourceKeys,
    nullable: ['freshness' as const],
  }
  const keys = readKeys(value, table, report)
  if (keys.mode) reportUnbuilt('mode', keys.mode, report)
  refuseEmpty(value, ['primary_key', 'order_by'], owner, report)
  return {
    enabled: keys.enabled,
    location: keys.location,
    schema: keys.schema,
    mode: keys.mode,
    format: keys.format,
    primaryKey: keys.primary_key,
    op: keys.op,
    orderBy: keys.order_by,
    changeSeq: keys.change_seq,
    commitTs: keys.commit_ts,
    watermark: keys.watermark,
    drift: keys.drift ?? {},
    freshness: keys.freshness,
    batch: keys.batch ?? {},
    csv: keys.csv ?? {},
    loadSettleSeconds: keys.load_settle,
    loadedAtField: keys.loaded_at_field,
    tags: keys.tags ?? [],
    meta: plainMeta(keys.meta),
  }
}

function refuseEmpty(value: MapValue, keys: readonly string[], owner: string, report: Place['report']): void {
  for (const { key, value: written } of value.entries) {
    if (!keys.includes(key) || written.kind !== 'list' || written.items.length > 0) continue
    wrong(written, { subject: `"${key}" of ${owner}`, report }, 'a column or a list of columns')
  }
}

/**
 * Reads `order_by`, in which the change sequence and the commit time can be named by the system's names or by those of
 * their columns; the result has the columns.
 */
function orderColumns(
  written: readonly Located<string>[] | null,
  changeSeq: Located<string>,
  commitTs: Located<string>,
  owner: string,
  report: Place['report'],
): readonly Located<string>[] {
  if (written === null) return [changeSeq, commitTs]
  return written.flatMap((item) => {
    if (item.value === 'change_seq' || item.value === changeSeq.value) return { ...item, value: changeSeq.value }
    if (item.value === 'commit_ts' || item.value === commitTs.value) return { ...item, value: commitTs.value }
    report(configUnknownValue(`"order_by" of ${owner}`, item.value, [changeSeq.value, commitTs.value], item.span))
    return []
  })
}

/** What holds for a table: its own configuration over its source's. `name` gives the place of the defaults. */
export function effectiveSourceConfig(
  source: WrittenSourceConfig,
  table: WrittenSourceConfig,
  sourceName: Located<string>,
  name: Located<string>,
  owner: string,
  report: Place['report'],
): SourceConfig {
  const here = (value: string): Located<string> => ({ value, span: name.span })
  const op = table.op ?? source.op ?? here('Op')
  const freshness = table.freshness ?? source.freshness
  const changeSeq = table.changeSeq ?? source.changeSeq ?? here('change_seq')
  const commitTs = table.commitTs ?? source.commitTs ?? here('commit_ts')
  return {
    enabled: table.enabled ?? source.enabled ?? true,
    location: table.location ?? source.location,
    schema: (table.schema ?? source.schema ?? sourceName).value,
    mode: (table.mode ?? source.mode)?.value ?? 'cdc',
    format: (table.format ?? source.format)?.value ?? 'parquet',
    primaryKey: table.primaryKey ?? source.primaryKey ?? [],
    op: op.value === 'none' ? null : op,
    // A mistake in the source's own list is told once, not once for each table.
    orderBy: orderColumns(
      table.orderBy ?? source.orderBy,
      changeSeq,
      commitTs,
      table.orderBy ? owner : `source "${sourceName.value}"`,
      report,
    ),
    changeSeq,
    commitTs,
    watermark: table.watermark ?? source.watermark,
    drift: {
      newColumn: 'append',
      changedType: 'widen',
      missingColumn: 'fill_null',
      ...source.drift,
      ...table.drift,
    },
    freshness: freshness === 'off' ? null : freshness,
    batch: { maxFiles: null, maxBytes: null, ...source.batch, ...table.batch },
    csv: { header: true, delimiter: ',', null: '', ...source.csv, ...table.csv },
    loadSettleSeconds: table.loadSettleSeconds ?? source.loadSettleSeconds,
    loadedAtField: table.loadedAtField ?? source.loadedAtField,
  }
}
