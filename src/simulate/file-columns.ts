import type { Place } from '../config/readers.ts'
import type { Row } from './database.ts'
import { type Micros, momentText } from './moment.ts'
import type { FileColumn } from './parquet-file.ts'
import { readCell } from './read-cell.ts'
import { type SimulatedTable, sameName, type TableColumn } from './simulated-table.ts'
import { type Cell, textType } from './stored-type.ts'

/** A row of a file, with what DMS adds to it. */
export interface FileRow {
  readonly op: 'I' | 'U' | 'D'
  readonly committed: Micros
  /** Empty in a load. */
  readonly sequence: string
  readonly row: Row
}

/**
 * The columns of a file, in DMS's order: `Op`, the commit time, the table's own, and the change sequence, which a
 * transformation rule adds behind them. A CSV without a header has the declared columns in their order instead, since
 * that is all that its readers go by.
 */
export function fileColumns(
  table: SimulatedTable,
  columns: readonly TableColumn[],
  rows: readonly FileRow[],
  hasOp: boolean,
  report: Place['report'],
): readonly FileColumn[] {
  const { config, columns: declared } = table.source
  const isDeclared = (name: string) => declared.some((column) => sameName(column.name, name))
  const own = columns.map(({ name, type }): FileColumn => {
    const at = { subject: `"${name}" of ${table.name}`, report }
    const cells = rows.map(({ row }): Cell => {
      const value = row.get(name.toLowerCase())
      return value ? (readCell(value, type, at) ?? null) : null
    })
    return { name, type, cells }
  })
  const op: FileColumn[] =
    hasOp && config.op
      ? [{ name: config.op.value, type: textType, required: true, cells: rows.map((row) => row.op) }]
      : []
  const commit: FileColumn = {
    name: config.commitTs.value,
    type: textType,
    required: true,
    cells: rows.map((row) => momentText(row.committed)),
  }
  const sequence: FileColumn = {
    name: config.changeSeq.value,
    type: textType,
    cells: rows.map((row) => row.sequence),
  }
  const ordersBySequence = config.orderBy.some(({ value }) => sameName(value, sequence.name))
  if (config.format === 'csv' && !config.csv.header) {
    const all = [commit, sequence, ...own]
    const named = declared.flatMap(({ name }) => all.find((column) => sameName(column.name, name)) ?? [])
    return [...op, ...named, ...own.filter((column) => !named.includes(column))]
  }
  return [...op, commit, ...own, ...(ordersBySequence || isDeclared(sequence.name) ? [sequence] : [])]
}
