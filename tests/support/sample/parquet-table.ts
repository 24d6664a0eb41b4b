import type { SchemaElement } from 'hyparquet'
import { parquetWriteBuffer } from 'hyparquet-writer'
import type { Column, Row, Table } from './tables.ts'

/** A row as DMS writes it: the table's columns between those that DMS adds. */
export interface DmsRow {
  readonly op: 'I' | 'U' | 'D'
  readonly commitTime: string
  readonly sequence: string
  readonly row: Row
}

const ROWS_IN_A_GROUP = 10_000

/**
 * A Parquet file with DMS's column types. They are the older "converted types" throughout: with those Spark reads a
 * timestamp as `timestamp`; the newer annotation without time zone would make it `timestamp_ntz`.
 */
export function parquetTable(table: Table, rows: readonly DmsRow[]): Uint8Array {
  const schema: SchemaElement[] = [
    { name: 'schema', num_children: table.columns.length + 3 },
    { ...textElement('Op'), repetition_type: 'REQUIRED' },
    { ...textElement('commit_ts'), repetition_type: 'REQUIRED' },
    ...table.columns.map(schemaElement),
    textElement('change_seq'),
  ]
  const columnData = [
    { name: 'Op', data: rows.map(({ op }) => op) },
    { name: 'commit_ts', data: rows.map(({ commitTime }) => commitTime) },
    ...table.columns.map(({ name }) => ({ name, data: rows.map(({ row }) => row[name] ?? null) })),
    { name: 'change_seq', data: rows.map(({ sequence }) => sequence) },
  ]
  const buffer = parquetWriteBuffer({ schema, columnData, rowGroupSize: ROWS_IN_A_GROUP, createdBy: 'AWS' })
  return new Uint8Array(buffer)
}

function textElement(name: string): SchemaElement {
  return { name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' }
}

function schemaElement({ name, type }: Column): SchemaElement {
  const repetition_type = 'OPTIONAL'
  switch (type.kind) {
    case 'integer':
      return { name, type: 'INT32', repetition_type }
    case 'smallint':
      return { name, type: 'INT32', converted_type: 'INT_16', repetition_type }
    case 'text':
    case 'boolean':
      return textElement(name)
    case 'timestamp':
      return { name, type: 'INT64', converted_type: 'TIMESTAMP_MICROS', repetition_type }
    case 'date':
      return { name, type: 'INT32', converted_type: 'DATE', repetition_type }
    case 'decimal': {
      const { precision, scale } = type
      const type_length = bytesForDigits(precision)
      return {
        name,
        type: 'FIXED_LEN_BYTE_ARRAY',
        type_length,
        converted_type: 'DECIMAL',
        precision,
        scale,
        repetition_type,
      }
    }
  }
}

/** The least number of bytes that holds a signed number of so many decimal digits. */
function bytesForDigits(digits: number): number {
  return Math.ceil((Math.log2(10 ** digits) + 1) / 8)
}
