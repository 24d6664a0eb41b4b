import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { parquetMetadata, parquetSchema } from 'hyparquet'
import { type SqlType, stringType } from '../catalog/types/sql-type.ts'
import { parquetType } from './parquet-type.ts'

/** What a file of changes says of its columns, without reading its rows. */
export type FileColumns =
  /** `columns`: null for a CSV without a header. `width`: how many there are. */
  { readonly columns: readonly FileColumn[] | null; readonly width: number } | { readonly problem: string }

export interface FileColumn {
  readonly name: string
  /** As Spark reads it; null where Spark's readers do not know it. */
  readonly type: SqlType | null
}

export interface FileFormat {
  readonly format: 'parquet' | 'csv'
  readonly csv: { readonly header: boolean; readonly delimiter: string }
}

/** Another one whenever the same file comes out with other columns or types: what was remembered of it is void then. */
export const readerVersion = 1

/** Reads the columns of a local file. */
export function fileColumns(path: string, format: FileFormat): FileColumns {
  try {
    return shapeOf(format.format === 'parquet' ? parquetColumns(path) : csvFirstRow(path, format.csv.delimiter), format)
  } catch (problem) {
    return unreadable(problem)
  }
}

export function shapeOf(first: readonly FileColumn[], { format, csv }: FileFormat): FileColumns {
  return { columns: format === 'parquet' || csv.header ? first : null, width: first.length }
}

export function unreadable(problem: unknown): FileColumns {
  return { problem: problem instanceof Error ? problem.message : String(problem) }
}

/** What most footers fit in; a longer one takes a second read. */
const footerGuess = 16 * 1024

function parquetColumns(path: string): FileColumn[] {
  const tail = readTail(path, footerGuess)
  const length = footerLength(tail)
  return columnsInFooter(length > tail.byteLength ? readTail(path, length) : tail)
}

/** How many bytes at the end of a Parquet file say what it holds, by the last of them. */
export function footerLength(tail: ArrayBuffer): number {
  if (tail.byteLength < 12 || magic(tail) !== 'PAR1')
    throw new Error('it is not a Parquet file (its end lacks the mark PAR1).')
  return new DataView(tail).getUint32(tail.byteLength - 8, true) + 8
}

export function columnsInFooter(tail: ArrayBuffer): FileColumn[] {
  return parquetSchema(parquetMetadata(tail)).children.map((child) => ({
    name: child.element.name,
    type: parquetType(child),
  }))
}

function magic(buffer: ArrayBuffer): string {
  return String.fromCharCode(...new Uint8Array(buffer.slice(-4)))
}

function readTail(path: string, wanted: number): ArrayBuffer {
  const file = openSync(path, 'r')
  try {
    const { size } = fstatSync(file)
    const length = Math.min(size, wanted)
    const bytes = new Uint8Array(length)
    readSync(file, bytes, 0, length, size - length)
    return bytes.buffer
  } finally {
    closeSync(file)
  }
}

const headerGuess = 256 * 1024

function csvFirstRow(path: string, delimiter: string): FileColumn[] {
  const text = path.endsWith('.gz')
    ? gunzipSync(readHead(path, Number.POSITIVE_INFINITY)).toString('utf8')
    : readHead(path, headerGuess).toString('utf8')
  return columnsInFirstRow(text, delimiter)
}

export function columnsInFirstRow(text: string, delimiter: string): FileColumn[] {
  const rows: string[][] = parse(text, { bom: true, delimiter, to: 1 })
  const [first] = rows
  if (!first) throw new Error('it is empty.')
  return first.map((name) => ({ name, type: stringType }))
}

function readHead(path: string, wanted: number): Buffer {
  const file = openSync(path, 'r')
  try {
    const length = Math.min(fstatSync(file).size, wanted)
    const bytes = Buffer.alloc(length)
    readSync(file, bytes, 0, length, 0)
    return bytes
  } finally {
    closeSync(file)
  }
}
