import { type FileColumn, parquetFile } from '../../../src/simulate/parquet-file.ts'
import { type StoredType, textType } from '../../../src/simulate/stored-type.ts'
import type { Column, Row, Table } from './tables.ts'
import type { Micros } from './time.ts'

/** A row as DMS writes it: the table's columns between those that DMS adds. */
export interface DmsRow {
  readonly op: 'I' | 'U' | 'D'
  readonly commitTime: string
  readonly sequence: string
  readonly row: Row
}

/** @param at when the first of the rows was committed: the table has the columns that it had then */
export function parquetTable(table: Table, rows: readonly DmsRow[], at: Micros): Uint8Array {
  const there = table.columns.filter(({ since }) => since === undefined || since <= at)
  const columns: FileColumn[] = [
    { name: 'Op', type: textType, required: true, cells: rows.map(({ op }) => op) },
    { name: 'commit_ts', type: textType, required: true, cells: rows.map(({ commitTime }) => commitTime) },
    ...there.map(({ name, type }): FileColumn => {
      return { name, type: storedType(type), cells: rows.map(({ row }) => row[name] ?? null) }
    }),
    { name: 'change_seq', type: textType, cells: rows.map(({ sequence }) => sequence) },
  ]
  return parquetFile(columns, 'SNAPPY')
}

function storedType(type: Column['type']): StoredType {
  switch (type.kind) {
    case 'integer':
      return { kind: 'integer', bits: 32 }
    case 'smallint':
      return { kind: 'integer', bits: 16 }
    case 'text':
    case 'boolean':
      return textType
    case 'timestamp':
      return { kind: 'timestamp', zoned: false }
    case 'date':
    case 'decimal':
      return type
  }
}
