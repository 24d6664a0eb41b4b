import { commonType } from '../catalog/types/common-type.ts'
import { declaredType } from '../catalog/types/source-column-type.ts'
import { type SqlType, sameType } from '../catalog/types/sql-type.ts'
import type { SourceConfig } from '../config/source-config.ts'
import { groupBy } from '../util/group-by.ts'

/** A source table as far as its files are held against it. */
export interface DriftTable {
  readonly config: SourceConfig
  /** Those that are declared. */
  readonly columns: readonly { readonly name: string; readonly dataType: string | null }[]
  /** Declared columns that are masked away before anything is stored. */
  readonly notStored: readonly string[]
}

export interface DriftFile {
  readonly key: string
  readonly isLoad: boolean
  /** Sorts change files by the clocks in their names. */
  readonly fileTime: string
  readonly columns: readonly { readonly name: string; readonly type: SqlType | null }[]
}

/** The columns that a table's files are to have, by their names in lower case; null for a type that nobody knows. */
export type ExpectedColumns = ReadonlyMap<string, SqlType | null>

/** How a file differs from what is expected of it. */
export type Drift = { readonly column: string } & (
  | { readonly kind: 'new' }
  | { readonly kind: 'missing' }
  /** `to`: what holds the values of both; null where nothing does. */
  | { readonly kind: 'changed'; readonly from: SqlType; readonly seen: SqlType; readonly to: SqlType | null }
)

/** A difference, and the files that have it. */
export interface DriftFound {
  readonly drift: Drift
  readonly files: readonly string[]
}

/**
 * The columns that are declared. Where none are, those of the load, or without a load those of the oldest file: they are
 * the same whenever a build asks, and on a full refresh too.
 */
export function expectedColumns(
  { columns }: Pick<DriftTable, 'columns'>,
  files: readonly DriftFile[],
): ExpectedColumns {
  if (columns.length === 0) return columnsOf(firstFiles(files))
  return new Map(
    columns.map(({ name, dataType }) => [name.toLowerCase(), dataType === null ? null : declaredType(dataType)]),
  )
}

/** All columns of some files, in the widest of their types. */
export function columnsOf(files: readonly DriftFile[]): ExpectedColumns {
  const seen = new Map<string, (SqlType | null)[]>()
  // Files of one shape share one list of columns.
  for (const { name, type } of [...new Set(files.map((file) => file.columns))].flat()) {
    const key = name.toLowerCase()
    seen.set(key, [...(seen.get(key) ?? []), type])
  }
  return new Map([...seen].map(([name, types]) => [name, commonType(types, 'spark')]))
}

function firstFiles(files: readonly DriftFile[]): readonly DriftFile[] {
  const load = files.filter((file) => file.isLoad)
  if (load.length > 0) return load
  const [first, ...others] = files
  if (!first) return []
  const ageOf = ({ fileTime, key }: DriftFile) => `${fileTime} ${key}`
  return [others.reduce((oldest, file) => (ageOf(file) < ageOf(oldest) ? file : oldest), first)]
}

/** Columns of the files that `new_column: ignore` keeps from being seen, in lower case. */
export function hiddenColumns(table: Omit<DriftTable, 'notStored'>, files: readonly DriftFile[]): ReadonlySet<string> {
  if (table.config.drift.newColumn !== 'ignore') return new Set()
  const expected = expectedColumns(table, files)
  const known = bookkeeping(table.config)
  const all = [...new Set(files.map((file) => file.columns))].flat().map(({ name }) => name.toLowerCase())
  return new Set(all.filter((name) => !expected.has(name) && !known.has(name)))
}

/** How files differ, each difference once. */
export function gatherDrift(
  table: DriftTable,
  expected: ExpectedColumns,
  files: readonly DriftFile[],
): readonly DriftFound[] {
  const found = new Map<string, { readonly drift: Drift; readonly files: string[] }>()
  // Files of one shape share one list of columns.
  for (const alike of groupBy(files, (file) => file.columns).values()) {
    const [first] = alike
    for (const drift of first ? driftOf(table, expected, first) : []) {
      const key = JSON.stringify([drift.kind, drift.column, drift.kind === 'changed' ? drift.seen : null])
      const before = found.get(key) ?? { drift, files: [] }
      before.files.push(...alike.map((file) => file.key))
      found.set(key, before)
    }
  }
  return [...found.values()]
}

/** How a file differs. What becomes of columns of the tool's own use, such as the change sequence, is for others to judge. */
function driftOf(table: DriftTable, expected: ExpectedColumns, file: DriftFile): readonly Drift[] {
  const known = bookkeeping(table.config)
  const seen = new Map(file.columns.map(({ name, type }) => [name.toLowerCase(), type]))
  const added = [...seen.keys()].filter((name) => !expected.has(name) && !known.has(name))
  const missing = table.columns
    .map(({ name }) => name.toLowerCase())
    .filter((name) => !seen.has(name) && !known.has(name) && !table.notStored.includes(name))
  return [
    ...added.map((column) => ({ kind: 'new', column }) as const),
    // All values of a CSV are text.
    ...(table.config.format === 'csv' ? [] : [...seen].flatMap(([column, type]) => changeOf(column, type))),
    ...missing.map((column) => ({ kind: 'missing', column }) as const),
  ]

  function changeOf(column: string, type: SqlType | null): readonly Drift[] {
    const from = expected.get(column)
    if (!from || !type || known.has(column)) return []
    const to = commonType([from, type], 'spark')
    return sameType(from, to) ? [] : [{ kind: 'changed', column, from, seen: type, to }]
  }
}

/** Columns that a file has or lacks by how the task is set up. */
function bookkeeping({ op, changeSeq, commitTs, watermark, primaryKey }: SourceConfig): ReadonlySet<string> {
  const named = [op, changeSeq, commitTs, watermark, ...primaryKey]
  return new Set(named.flatMap((column) => (column ? [column.value.toLowerCase()] : [])))
}
