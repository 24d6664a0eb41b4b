import type { Span } from '../diagnostics/source.ts'
import { plainMeta } from './column.ts'
import { called, readKeys, startOf } from './read-keys.ts'
import {
  anything,
  boolean,
  listOf,
  located,
  map,
  namedEntry,
  nodeName,
  oneOf,
  oneOrMany,
  type Place,
  type Reader,
  text,
  word,
  wrong,
} from './readers.ts'
import type { ConfigValue, Located, MapEntry, MapValue, PlainValue } from './value.ts'

/** One entry of `unit_tests:`: rows given to a model, and the rows expected of it. */
export interface UnitTestProperties {
  readonly name: Located<string>
  readonly description: Located<string> | null
  readonly model: Located<string>
  readonly given: readonly UnitTestInput[]
  readonly expect: UnitTestRows
  readonly overrides: UnitTestOverrides
  readonly enabled: boolean
  readonly tags: readonly string[]
  readonly meta: { readonly [key: string]: PlainValue }
  readonly span: Span
}

/** What holds during the test and not otherwise. */
export interface UnitTestOverrides {
  /** What macros and helpers give, whatever they are called with. */
  readonly macros: readonly MapEntry[]
  readonly vars: readonly MapEntry[]
  readonly envVars: readonly MapEntry[]
}

export interface UnitTestInput extends UnitTestRows {
  /** A reference, still as text: `ref('orders')`, `source('shop', 'orders')`, `this`. */
  readonly input: Located<string>
}

/** Rows written as maps, as CSV text, as SQL, or in a fixture file. */
export interface UnitTestRows {
  readonly format: 'dict' | 'csv' | 'sql'
  /** A list of maps, or text; null for no rows. Numbers keep their digits. */
  readonly rows: ConfigValue | null
  readonly fixture: Located<string> | null
  readonly span: Span
}

const rowReaders = { rows: anything, format: oneOf('dict', 'csv', 'sql'), fixture: located(word) }

const input: Reader<UnitTestInput> = (value, at) => {
  const found = map(value, at)
  if (!found) return null
  const readers = { ...rowReaders, input: located(text) }
  const keys = readKeys(found, { owner: at.subject, readers, required: ['input'] }, at.report)
  return keys.input && { input: keys.input, ...rowsOf(keys, found, at) }
}

const expected: Reader<UnitTestRows> = (value, at) => {
  if (value.kind === 'list') return rowsOf({ rows: value, format: null, fixture: null }, value, at)
  const found = map(value, at)
  return found && rowsOf(readKeys(found, { owner: at.subject, readers: rowReaders }, at.report), found, at)
}

interface RowKeys {
  readonly rows: ConfigValue | null
  readonly format: 'dict' | 'csv' | 'sql' | null
  readonly fixture: Located<string> | null
}

function rowsOf({ rows, format, fixture }: RowKeys, entry: ConfigValue, at: Place): UnitTestRows {
  const form = format ?? 'dict'
  if (rows && form === 'dict') checkRows(rows, { ...at, subject: `"rows" of ${at.subject}` })
  else if (rows) text(rows, { ...at, subject: `"rows" of ${at.subject}` })
  return { format: form, rows, fixture, span: entry.span }
}

function checkRows(rows: ConfigValue, at: Place): void {
  if (rows.kind !== 'list') {
    const help = rows.kind === 'map' ? 'Write the row as an item: [{…}].' : 'For CSV text, write format: csv.'
    wrong(rows, at, 'a list of rows', help)
    return
  }
  for (const row of rows.items) if (row.kind !== 'map') wrong(row, { ...at, subject: 'a row' }, 'columns and values')
}

const overrides: Reader<UnitTestOverrides> = (value, at) => {
  const found = map(value, at)
  if (!found) return null
  const readers = { macros: map, vars: map, env_vars: map }
  const { macros, vars, env_vars } = readKeys(found, { owner: at.subject, readers }, at.report)
  const entries = (of: MapValue | null) => of?.entries ?? []
  return { macros: entries(macros), vars: entries(vars), envVars: entries(env_vars) }
}

const configReaders = { enabled: boolean, tags: oneOrMany(word), meta: map }

const readers = {
  name: located(nodeName),
  description: located(text),
  model: located(word),
  given: listOf(input, 'a list of inputs'),
  expect: expected,
  overrides,
  config: map,
}

/** Reads one entry of `unit_tests:`; null when it lacks what a test needs. */
export const readUnitTest: Reader<UnitTestProperties> = (value, at) => {
  const found = namedEntry(value, at)
  if (!found) return null
  const table = {
    owner: called('unit test', found),
    readers,
    required: ['name', 'model', 'expect'] as const,
    refused: { versions: 'versions of models' },
  }
  const keys = readKeys(found, table, at.report)
  const config =
    keys.config &&
    readKeys(keys.config, { owner: `the configuration of ${table.owner}`, readers: configReaders }, at.report)
  if (!keys.name || !keys.model || !keys.expect) return null
  return {
    name: keys.name,
    description: keys.description,
    model: keys.model,
    given: keys.given ?? [],
    expect: keys.expect,
    overrides: keys.overrides ?? { macros: [], vars: [], envVars: [] },
    enabled: config?.enabled ?? true,
    tags: config?.tags ?? [],
    meta: plainMeta(config?.meta ?? null),
    span: startOf(found),
  }
}
