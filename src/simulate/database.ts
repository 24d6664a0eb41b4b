import type { Place } from '../config/readers.ts'
import { type ConfigValue, firstLine, isNull, type Located, type MapValue } from '../config/value.ts'
import { configKeyDoesNotApply } from '../diagnostics/catalog/config.ts'
import * as problems from '../diagnostics/catalog/simulate.ts'
import type { Span } from '../diagnostics/source.ts'
import { invariant } from '../util/invariant.ts'
import type { Micros } from './moment.ts'
import { readCell } from './read-cell.ts'
import type { TableAlteration, WrittenChange } from './script.ts'
import { type SimulatedTable, sameName, type TableColumn, typedColumn } from './simulated-table.ts'

/** A row by the names of its columns, in small letters; those that are not there are NULL. All values fit their columns. */
export type Row = ReadonlyMap<string, ConfigValue>

/** One change as the database's log has it. */
export interface Change {
  readonly table: SimulatedTable
  readonly op: 'I' | 'U' | 'D'
  /** An update's row is whole, but for what the log leaves out; a delete's is what the replica identity tells. */
  readonly row: Row
  /** The table's columns at that time; the same object for as long as they stay as they are. */
  readonly columns: readonly TableColumn[]
  readonly committed: Micros
  /** Its place in the log, across all tables, from 1. */
  readonly count: number
}

interface TableState {
  readonly table: SimulatedTable
  columns: readonly TableColumn[]
  readonly rows: Map<string, { readonly row: Row; readonly from: Span }>
}

const operations = { insert: 'I', update: 'U', delete: 'D' } as const

/** A stand-in for the operational database: it holds the rows, and logs each change. Mistakes of the script are reported. */
export class Database {
  readonly #tables = new Map<string, TableState>()
  readonly #report: Place['report']
  #count = 0

  constructor(tables: Iterable<SimulatedTable>, report: Place['report']) {
    for (const table of tables) this.#tables.set(table.name, { table, columns: table.columns, rows: new Map() })
    this.#report = report
  }

  columnsOf(table: SimulatedTable): readonly TableColumn[] {
    return this.#state(table).columns
  }

  rowsOf(table: SimulatedTable): readonly Row[] {
    return [...this.#state(table).rows.values()].map(({ row }) => row)
  }

  /** Puts a row in place without logging it. */
  restore(table: SimulatedTable, written: MapValue): void {
    const read = this.#read(this.#state(table), written)
    if (read) this.#put(this.#state(table), read.key, read.row, written)
  }

  /** Makes a change and logs it; null when it cannot be made. */
  change(table: SimulatedTable, { kind, row: written, leftOut }: WrittenChange, committed: Micros): Change | null {
    const state = this.#state(table)
    if (kind !== 'insert' && table.source.config.op === null) {
      this.#report(problems.insertsOnly(table.name, kind, firstLine(written.span)))
      return null
    }
    const read = this.#read(state, written)
    if (!read) return null
    const row = this.#applied(state, kind, read, written)
    if (!row) return null
    const log = { table, op: operations[kind], columns: state.columns, committed, count: ++this.#count }
    const without = leftOut.flatMap((name) => this.#columnBesideKey(state, name, 'left_out')?.name.toLowerCase() ?? [])
    return { ...log, row: new Map([...row].filter(([name]) => !without.includes(name))) }
  }

  alter(table: SimulatedTable, { add, change, drop }: Omit<TableAlteration, 'table'>): void {
    const state = this.#state(table)
    const { source } = table
    for (const name of drop) {
      if (!this.#columnBesideKey(state, name, 'drop')) continue
      state.columns = state.columns.filter((column) => !sameName(column.name, name.value))
      for (const [key, { row, from }] of state.rows) {
        state.rows.set(key, { row: new Map([...row].filter(([other]) => !sameName(other, name.value))), from })
      }
    }
    for (const written of change) {
      const found = this.#column(state, written.name.value, written.name.span)
      const { type } = typedColumn(written, source, this.#report)
      state.columns = state.columns.map((column) => (column === found ? { ...column, type } : column))
    }
    for (const written of add) {
      const { value, span } = written.name
      const column = typedColumn(written, source, this.#report)
      if (state.columns.some(({ name }) => sameName(name, value))) {
        this.#report(problems.columnExists(value, table.name, span))
      } else state.columns = [...state.columns, column]
    }
  }

  /** The row as the log has it; null when the change does not fit the rows that are there. */
  #applied(state: TableState, kind: WrittenChange['kind'], read: ReadRow, written: MapValue): Row | null {
    const { table, rows } = state
    const before = rows.get(read.key)
    if (kind === 'insert') return this.#put(state, read.key, read.row, written) ? read.row : null
    if (!before) {
      this.#report(problems.noSuchRow(table.name, read.shown, kind, firstLine(written.span)))
      return null
    }
    if (kind === 'update') {
      const row = new Map([...before.row, ...read.row])
      rows.set(read.key, { row, from: before.from })
      return row
    }
    for (const entry of written.entries) {
      if (table.primaryKey.some((key) => sameName(key, entry.key))) continue
      this.#report(configKeyDoesNotApply(entry.key, 'a delete', 'inserts and updates', entry.keySpan))
    }
    rows.delete(read.key)
    return table.replicaIdentity === 'full' ? before.row : read.row
  }

  #put({ table, rows }: TableState, key: string, row: Row, written: MapValue): boolean {
    const from = firstLine(written.span)
    const before = rows.get(key)
    if (before) this.#report(problems.rowExists(table.name, shownKey(table, row), from, before.from))
    else rows.set(key, { row, from })
    return !before
  }

  /** The columns that are written, as far as they fit; null without the whole key. */
  #read(state: TableState, written: MapValue): ReadRow | null {
    const { table } = state
    const row = new Map<string, ConfigValue>()
    const keys = new Map<string, string>()
    let misspelled = false
    for (const { key, keySpan, value } of written.entries) {
      const column = this.#column(state, key, keySpan)
      misspelled ||= !column
      if (!column) continue
      const name = column.name.toLowerCase()
      const cell = readCell(value, column.type, { subject: `"${column.name}" of ${table.name}`, report: this.#report })
      // A value that does not fit has been reported; that the key lacks it would be the same mistake again.
      if (cell === undefined) misspelled = true
      else row.set(name, value)
      if (cell !== undefined && cell !== null) keys.set(name, String(cell))
    }
    const missing = table.primaryKey.find((key) => !keys.has(key.toLowerCase()))
    if (missing === undefined) {
      const key = JSON.stringify(table.primaryKey.map((name) => keys.get(name.toLowerCase())))
      return { key, row, shown: shownKey(table, row) }
    }
    if (!misspelled) this.#report(problems.noKeyValue(missing, table.name, firstLine(written.span)))
    return null
  }

  #columnBesideKey(state: TableState, { value, span }: Located<string>, owner: string): TableColumn | null {
    const isKey = state.table.primaryKey.some((key) => sameName(key, value))
    if (!isKey) return this.#column(state, value, span)
    this.#report(configKeyDoesNotApply(value, `"${owner}"`, 'columns beside the primary key', span))
    return null
  }

  #column({ table, columns }: TableState, name: string, span: Located<unknown>['span']): TableColumn | null {
    const found = columns.find((column) => sameName(column.name, name))
    if (found) return found
    const known = columns.map((column) => column.name)
    this.#report(problems.noSuchColumn(name, table.name, known, span))
    return null
  }

  #state(table: SimulatedTable): TableState {
    const state = this.#tables.get(table.name)
    invariant(state, `${table.name} is not simulated`)
    return state
  }
}

interface ReadRow {
  readonly key: string
  readonly row: Row
  /** The key for people. */
  readonly shown: string
}

/** `{order_id: 1}`. */
function shownKey({ primaryKey }: SimulatedTable, row: Row): string {
  const parts = primaryKey.map((name) => {
    const value = row.get(name.toLowerCase())
    return `${name}: ${value?.kind === 'scalar' && !isNull(value) ? value.raw : 'null'}`
  })
  return `{${parts.join(', ')}}`
}
