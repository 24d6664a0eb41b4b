import { cdcOrderWithoutSequence, configMissingKey } from '../diagnostics/catalog/config.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Span } from '../diagnostics/source.ts'
import { type ColumnProperties, plainMeta, readSourceColumns, reportRepeats } from './column.ts'
import { type DataTest, dataTests } from './data-test.ts'
import { called, readKeys, startOf } from './read-keys.ts'
import { anything, listOf, located, map, namedEntry, nodeName, type Place, type Reader, text, word } from './readers.ts'
import {
  effectiveSourceConfig,
  ignoredSourceKeys,
  outsideConfig,
  readSourceConfig,
  type SourceConfig,
  sourceConfigKeys,
  type WrittenSourceConfig,
} from './source-config.ts'
import type { Located, MapValue, PlainValue } from './value.ts'

/** One entry of `sources:`. */
export interface SourceProperties {
  readonly name: Located<string>
  readonly description: Located<string> | null
  readonly tables: readonly SourceTableProperties[]
  readonly tags: readonly string[]
  readonly meta: { readonly [key: string]: PlainValue }
  /** The first line of the entry. */
  readonly span: Span
}

/** One table of a source, with what its source says for all tables. */
export interface SourceTableProperties {
  readonly name: Located<string>
  /** The table's name in the operational database, and its folder's. */
  readonly identifier: Located<string>
  readonly description: Located<string> | null
  readonly config: SourceConfig
  readonly columns: readonly ColumnProperties[]
  readonly dataTests: readonly DataTest[]
  readonly tags: readonly string[]
  readonly meta: { readonly [key: string]: PlainValue }
  /** The first line of the entry. */
  readonly span: Span
}

const commonReaders = {
  name: located(nodeName),
  description: located(text),
  loader: text,
  config: map,
  ...outsideConfig,
}
const sourceReaders = {
  ...commonReaders,
  schema: located(word),
  tables: listOf(namedEntry, 'a list of tables'),
  overrides: text,
}
const tableReaders = {
  ...commonReaders,
  identifier: located(word),
  columns: anything,
  data_tests: dataTests,
}

/** Reads one entry of `sources:`; null when it has no usable name. */
export const readSource: Reader<SourceProperties> = (value, at) => {
  const found = namedEntry(value, at)
  if (!found) return null
  const { report } = at
  const owner = called('source', found)
  const table = {
    owner,
    readers: sourceReaders,
    required: ['name' as const],
    nullable: ['freshness' as const],
    ignored: ignoredSourceKeys,
    refused: { overrides: 'packages whose sources could be overridden' },
    elsewhere: belongsToConfig,
  }
  const keys = readKeys(found, table, report)
  const config = writtenConfig(keys, found, owner, report)
  const withSchema = { ...config, schema: config.schema ?? keys.schema }
  const name = keys.name
  if (!name) return null
  const reported = new Set<Span>()
  const tables = (keys.tables ?? [])
    .map((entry) => readTable(entry, name, withSchema, reported, report))
    .filter((entry) => entry !== null)
  reportRepeats('table', tables, owner, report)
  return {
    name,
    description: keys.description,
    tables,
    tags: config.tags,
    meta: config.meta,
    span: startOf(found),
  }
}

function readTable(
  value: MapValue,
  sourceName: Located<string>,
  source: WrittenSourceConfig,
  /** Places of the source's own configuration that have been reported for another table. */
  reported: Set<Span>,
  reportFurther: Place['report'],
): SourceTableProperties | null {
  let hasUnknownKey = false
  const report = (problem: Diagnostic): void => {
    hasUnknownKey ||= problem.code === 'config/unknown-key'
    reportFurther(problem)
  }
  const owner = `${called('table', value)} of source "${sourceName.value}"`
  const table = {
    owner,
    readers: tableReaders,
    required: ['name' as const],
    nullable: ['freshness' as const],
    aliases: { tests: 'data_tests' as const },
    ignored: ignoredSourceKeys,
    elsewhere: belongsToConfig,
  }
  const keys = readKeys(value, table, report)
  const columns = keys.columns && readSourceColumns(owner)(keys.columns, { subject: `"columns" of ${owner}`, report })
  const written = writtenConfig(keys, value, owner, report)
  if (!keys.name) return null
  const config = effectiveSourceConfig(source, written, sourceName, keys.name, owner, report)
  const mode = (written.mode ?? source.mode)?.value
  // A key that is misspelled, or stands beside `config:`, has been reported as such.
  if (mode === 'cdc' && (written.primaryKey ?? source.primaryKey) === null && !hasUnknownKey) {
    const help = 'Write primary_key: [id] below its config, with the columns that tell rows apart.'
    report(configMissingKey('primary_key', owner, startOf(value), help))
  }
  const ordered = written.orderBy ?? source.orderBy
  const [first] = config.orderBy
  if (
    config.mode === 'cdc' &&
    ordered &&
    first &&
    !reported.has(first.span) &&
    !config.orderBy.some(({ value }) => value === config.changeSeq.value)
  ) {
    reported.add(first.span)
    report(cdcOrderWithoutSequence(owner, first.span))
  }
  if (mode === 'incremental' && config.watermark === null) {
    const help = 'Write watermark: below its config, with the column that grows with each change.'
    report(configMissingKey('watermark', owner, startOf(value), help))
  }
  return {
    name: keys.name,
    identifier: keys.identifier ?? keys.name,
    description: keys.description,
    config,
    columns: columns ?? [],
    dataTests: keys.data_tests ?? [],
    tags: [...new Set([...source.tags, ...written.tags])],
    meta: { ...source.meta, ...written.meta },
    span: startOf(value),
  }
}

type CommonKeys = {
  readonly [K in keyof typeof commonReaders]: (typeof commonReaders)[K] extends Reader<infer T> ? T | null : never
}

/** The configuration, with the keys that older projects write beside it. */
function writtenConfig(
  keys: CommonKeys,
  value: MapValue,
  owner: string,
  report: (diagnostic: Diagnostic) => void,
): WrittenSourceConfig {
  const config = readSourceConfig(keys.config ?? { ...value, entries: [] }, owner, report)
  return {
    ...config,
    freshness: config.freshness ?? keys.freshness,
    loadedAtField: config.loadedAtField ?? keys.loaded_at_field,
    tags: [...(keys.tags ?? []), ...config.tags],
    meta: { ...plainMeta(keys.meta), ...config.meta },
  }
}

function belongsToConfig(key: string): string | null {
  return sourceConfigKeys.includes(key) ? `Write it below config: {${key}: …}.` : null
}
