import { createHash } from 'node:crypto'
import type { SourceDatabase } from './source-database.ts'
import { type Column, keyOf, type Row, type Table, tables, type Value } from './tables.ts'
import { formatMicros } from './time.ts'

/** What a table must hold once every change is applied; all values as SQL prints them. */
export interface ExpectedTable {
  readonly rows: number
  /** MD5 of the keys in order, one a line; the parts of a composite key are joined by "/". */
  readonly keys: string
  /** MD5 of all rows in key order, one a line: values joined by "|", an empty text for NULL. */
  readonly values: string
  /** The exact sum of each decimal and smallint column, NULL when there is none. */
  readonly sums: Readonly<Record<string, string>>
}

/**
 * The current state by key, taken from the database in which the history was played. It never passes through a change
 * file, so that it can judge whoever reads those.
 */
export function expectedState(database: SourceDatabase): Record<string, ExpectedTable> {
  return Object.fromEntries(
    tables.map((table) => [`${table.schema}.${table.name}`, expectedTable(table, database.all(table))]),
  )
}

function expectedTable(table: Table, unordered: readonly Row[]): ExpectedTable {
  const rows = unordered.toSorted((one, other) => compareKeys(table, one, other))
  const summed = table.columns.filter(({ type }) => type.kind === 'decimal' || type.kind === 'smallint')
  return {
    rows: rows.length,
    keys: md5(rows.map((row) => keyOf(table, row))),
    values: md5(rows.map((row) => table.columns.map((column) => printed(column, row[column.name] ?? null)).join('|'))),
    sums: Object.fromEntries(summed.map((column) => [column.name, sumOf(column, rows)])),
  }
}

/** All keys are whole numbers. */
function compareKeys(table: Table, one: Row, other: Row): number {
  for (const column of table.primaryKey) {
    const difference = Number(one[column]) - Number(other[column])
    if (difference !== 0) return difference
  }
  return 0
}

function sumOf(column: Column, rows: readonly Row[]): string {
  const sum = rows.reduce((total, row) => total + BigInt(row[column.name] ?? 0), 0n)
  return printed(column, sum)
}

function printed({ type }: Column, value: Value): string {
  if (value === null) return ''
  if (type.kind === 'timestamp') return formatMicros(BigInt(value))
  if (type.kind === 'date') return new Date(Number(value) * 86_400_000).toISOString().slice(0, 10)
  if (type.kind !== 'decimal') return String(value)
  const digits = String(value).padStart(type.scale + 1, '0')
  return `${digits.slice(0, -type.scale)}.${digits.slice(-type.scale)}`
}

function md5(lines: readonly string[]): string {
  return createHash('md5').update(lines.join('\n')).digest('hex')
}
