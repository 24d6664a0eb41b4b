import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import type { ColumnType, Row, Table, Value } from './tables.ts'
import { parseDays, parseMicros } from './time.ts'

/** The rows of one AdventureWorks CSV file, with the columns and types of `table`. */
export function readAdventureWorks(table: Table): Row[] {
  const file = new URL(`adventureworks/${table.name}.csv`, import.meta.url)
  const records: Record<string, string>[] = parse(readFileSync(file), { columns: true })
  return records.map((record) =>
    Object.fromEntries(table.columns.map(({ name, type }) => [name, readValue(type, record[name] ?? '')])),
  )
}

function readValue(type: ColumnType, text: string): Value {
  if (text === '') return null
  switch (type.kind) {
    case 'integer':
    case 'smallint':
      return Number(text)
    case 'text':
      return text
    case 'boolean':
      return text === 't' ? 'true' : 'false'
    case 'timestamp':
      return parseMicros(text)
    case 'date':
      return parseDays(text)
    case 'decimal':
      return parseDecimal(text, type.scale)
  }
}

/** `2024.994` at scale 4 is 20249940n; a digit beyond the scale is an error, since the sample must be exact. */
export function parseDecimal(text: string, scale: number): bigint {
  const [whole = '', fraction = ''] = text.split('.')
  if (fraction.length > scale) throw new Error(`"${text}" has more than ${scale} decimals.`)
  return BigInt(whole + fraction.padEnd(scale, '0'))
}
