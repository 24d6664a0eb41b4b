import { gzipSync } from 'node:zlib'
import { csvFile } from '../../../src/simulate/csv-file.ts'
import { parquetFile } from '../../../src/simulate/parquet-file.ts'
import { type StoredType, textType } from '../../../src/simulate/stored-type.ts'
import type { Delivered } from './delivery.ts'
import type { Cell, Change } from './history.ts'

/** How the task and the endpoint are set up. */
export interface FileShape {
  readonly format: 'parquet' | 'csv' | 'csv.gz'
  readonly loadHasOp: boolean
  /** `dms`: 35 digits that begin with the day, `clock`: with the commit time; `integer`: a number; `none`: no such column. */
  readonly sequence: 'dms' | 'clock' | 'integer' | 'none'
  readonly opName: string
  readonly sequenceName: string
  readonly commitName: string
}

export const plainShape: FileShape = {
  format: 'parquet',
  loadHasOp: true,
  sequence: 'dms',
  opName: 'Op',
  sequenceName: 'change_seq',
  commitName: 'commit_ts',
}

export interface FileColumn {
  readonly name: string
  readonly type: 'integer' | 'long' | 'text'
  readonly cells: readonly Cell[]
}

/** The path below the source's location, and the bytes. */
export function writeFile(file: Delivered, shape: FileShape): { readonly path: string; readonly bytes: Uint8Array } {
  return { path: `${file.key}.${shape.format}`, bytes: encode(columnsOf(file, shape), shape.format) }
}

export function encode(columns: readonly FileColumn[], format: FileShape['format']): Uint8Array {
  const stored = columns.map(({ name, type, cells }) => ({
    name,
    type: storedTypes[type],
    cells: type === 'long' ? cells.map((cell) => (cell === null ? null : BigInt(cell))) : cells,
  }))
  if (format === 'parquet') return parquetFile(stored, 'SNAPPY')
  const text = new TextEncoder().encode(csvFile(stored, { header: true, delimiter: ',', null: '' }))
  return format === 'csv' ? text : gzipSync(text)
}

function columnsOf({ table, isLoad, changes, hasLate }: Delivered, shape: FileShape): FileColumn[] {
  const { loadHasOp, opName, sequence, sequenceName, commitName } = shape
  const op: FileColumn = { name: opName, type: 'text', cells: changes.map((change) => change.op) }
  const seq: FileColumn = {
    name: sequenceName,
    type: sequence === 'integer' ? 'long' : 'text',
    cells: changes.map((change) => sequenceCell(change, sequence)),
  }
  return [
    ...(isLoad && !loadHasOp ? [] : [op]),
    { name: commitName, type: 'text', cells: changes.map((change) => change.commitTs) },
    ...table.columns
      .filter(({ name }) => hasLate || !table.late.includes(name))
      .map(({ name, type }) => ({ name, type, cells: changes.map(({ row }) => row[name] ?? null) })),
    ...(sequence === 'none' ? [] : [seq]),
  ]
}

function sequenceCell(change: Change, sequence: FileShape['sequence']): Cell {
  if (sequence === 'integer') return change.sequence === 0 ? null : change.sequence
  if (sequence === 'clock' && change.sequence > 0) {
    return change.commitTs.replace(/\D/g, '').slice(0, 16) + String(change.sequence).padStart(19, '0')
  }
  return sequenceText(change)
}

/** A change sequence in DMS's form; of a row of the load it is empty. */
export function sequenceText({ sequence, commitTs }: Change): string {
  if (sequence === 0) return ''
  // The clock of the replication host runs on its own; here it goes by the day, so that the counter decides within it.
  return `${commitTs.slice(0, 10).replaceAll('-', '')}00000000${String(sequence).padStart(19, '0')}`
}

const storedTypes: Readonly<Record<FileColumn['type'], StoredType>> = {
  integer: { kind: 'integer', bits: 32 },
  long: { kind: 'integer', bits: 64 },
  text: textType,
}
