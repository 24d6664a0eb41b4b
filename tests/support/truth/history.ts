import { type Random, seededRandom } from '../sample/random.ts'

export type Cell = string | number | null
export type Row = Readonly<Record<string, Cell>>

export interface TruthTable {
  readonly name: string
  readonly key: readonly string[]
  readonly columns: readonly { readonly name: string; readonly type: 'integer' | 'text' }[]
  /** Columns that the application gets later: rows from before have none of them. */
  readonly late: readonly string[]
}

/** One change as the operational database's log has it, or a row of the full load. */
export interface Change {
  readonly op: 'I' | 'U' | 'D'
  /** All columns; of a deletion the key alone. */
  readonly row: Row
  /** Counts all changes of the history; 0 for rows of the load. */
  readonly sequence: number
  /** `2026-01-05 10:00:00.000000`. */
  readonly commitTs: string
  /** Whether the late columns were there already. */
  readonly hasLate: boolean
}

export interface TableHistory {
  readonly table: TruthTable
  readonly load: readonly Change[]
  readonly changes: readonly Change[]
}

export type History = ReadonlyMap<string, TableHistory>

export const orders: TruthTable = {
  name: 'orders',
  key: ['order_id'],
  columns: [
    { name: 'order_id', type: 'integer' },
    { name: 'customer', type: 'text' },
    { name: 'status', type: 'text' },
    { name: 'country', type: 'text' },
    { name: 'amount', type: 'text' },
    { name: 'channel', type: 'text' },
  ],
  late: ['channel'],
}

export const lines: TruthTable = {
  name: 'lines',
  key: ['order_id', 'line_no'],
  columns: [
    { name: 'order_id', type: 'integer' },
    { name: 'line_no', type: 'text' },
    { name: 'quantity', type: 'integer' },
    { name: 'note', type: 'text' },
  ],
  late: [],
}

export interface HistoryOptions {
  readonly seed: number
  readonly transactions: number
  /** Transactions may share their commit time with the one before. */
  readonly ties: boolean
}

const days = 4
const firstDay = Date.UTC(2026, 0, 5)

/**
 * Makes up what an application does to two tables: inserts, updates and deletes, keys that are used again, several
 * changes of one key in one transaction, and transactions that commit in the same microsecond.
 */
export function makeHistory({ seed, transactions, ties }: HistoryOptions): History {
  const random = seededRandom(seed)
  const clock = new Clock(random, transactions, ties)
  const tables = [orders, lines].map((table) => new TableWriter(table, random))
  for (const writer of tables) writer.load(clock.now)
  for (let index = 0; index < transactions; index++) {
    clock.commit()
    const hasLate = index > transactions / 2
    for (let change = random.integer(1, 4); change > 0; change--) {
      random.pick(tables).change(clock, hasLate)
    }
  }
  return new Map(tables.map((writer) => [writer.table.name, writer.history]))
}

class Clock {
  #time = firstDay
  #sequence = 0
  readonly #random: Random
  readonly #step: number
  readonly #ties: boolean

  constructor(random: Random, transactions: number, ties: boolean) {
    this.#random = random
    this.#step = Math.floor((days * 86_400_000) / (transactions + 1))
    this.#ties = ties
  }

  get now(): string {
    return timestampText(this.#time)
  }

  nextSequence(): number {
    return ++this.#sequence
  }

  commit(): void {
    if (this.#ties && this.#random.integer(0, 4) === 0) return
    this.#time += this.#random.integer(1, this.#step)
  }
}

class TableWriter {
  readonly table: TruthTable
  readonly #random: Random
  readonly #live = new Map<string, Row>()
  readonly #gone = new Map<string, Row>()
  readonly #load: Change[] = []
  readonly #changes: Change[] = []

  constructor(table: TruthTable, random: Random) {
    this.table = table
    this.#random = random
  }

  get history(): TableHistory {
    return { table: this.table, load: this.#load, changes: this.#changes }
  }

  load(commitTs: string): void {
    for (let rows = this.#random.integer(0, 12); rows > 0; rows--) {
      const row = this.#fill(this.#freshKey(), false)
      this.#live.set(keyOf(this.table, row), row)
      this.#load.push({ op: 'I', row, sequence: 0, commitTs, hasLate: false })
    }
  }

  /** One change, or now and then a whole life of a key: I, U, D, I. */
  change(clock: Clock, hasLate: boolean): void {
    if (this.#random.integer(0, 9) === 0) {
      const key = this.#freshKey()
      this.#put('I', this.#fill(key, hasLate), clock, hasLate)
      this.#put('U', this.#fill(key, hasLate), clock, hasLate)
      this.#remove(key, clock, hasLate)
      if (this.#random.integer(0, 1) === 0) this.#put('I', this.#fill(key, hasLate), clock, hasLate)
      return
    }
    const live = [...this.#live.values()]
    const gone = [...this.#gone.values()]
    const roll = this.#random.integer(0, 9)
    if (live.length === 0 || roll < 2) this.#put('I', this.#fill(this.#freshKey(), hasLate), clock, hasLate)
    else if (gone.length > 0 && roll < 4) this.#put('I', this.#fill(this.#random.pick(gone), hasLate), clock, hasLate)
    else if (roll < 7) this.#put('U', this.#fill(this.#random.pick(live), hasLate), clock, hasLate)
    else this.#remove(this.#random.pick(live), clock, hasLate)
  }

  #put(op: 'I' | 'U', row: Row, clock: Clock, hasLate: boolean): void {
    const key = keyOf(this.table, row)
    this.#live.set(key, row)
    this.#gone.delete(key)
    this.#changes.push({ op, row, sequence: clock.nextSequence(), commitTs: clock.now, hasLate })
  }

  /** DMS knows only the key of a deleted row. */
  #remove(row: Row, clock: Clock, hasLate: boolean): void {
    const key = keyOf(this.table, row)
    const keyOnly = Object.fromEntries(
      this.table.columns.map(({ name }) => [name, this.table.key.includes(name) ? (row[name] ?? null) : null]),
    )
    this.#live.delete(key)
    this.#gone.set(key, keyOnly)
    this.#changes.push({ op: 'D', row: keyOnly, sequence: clock.nextSequence(), commitTs: clock.now, hasLate })
  }

  #freshKey(): Row {
    const { table } = this
    for (;;) {
      const row: Row = { order_id: this.#random.integer(1, 40), line_no: this.#random.pick(['1', '2', 'a|b', 'a']) }
      const key = keyOf(table, row)
      if (this.#live.has(key) || this.#gone.has(key)) {
        // Few keys are better than many: histories of one key are what is to be proved.
        if (this.#live.size + this.#gone.size < 35) continue
        return { ...row, order_id: this.#random.integer(41, 10_000) }
      }
      return row
    }
  }

  #fill(key: Row, hasLate: boolean): Row {
    const { table } = this
    const random = this.#random
    const values: Row = {
      customer: random.pick(['ann', ' Bob', 'Çelik', "O'Neil", 'a,b', 'say "hi"', '']),
      status: random.pick(['open', 'open', 'paid', 'draft', null]),
      country: random.pick(['DE', 'FR', 'XX', null]),
      amount: `${random.integer(0, 99)}.${random.integer(10, 99)}`,
      channel: hasLate ? random.pick(['web', 'shop', null]) : null,
      quantity: random.integer(0, 9),
      note: random.pick(['x', 'two\nlines', null]),
    }
    return Object.fromEntries(
      table.columns.map(({ name }) => [name, (table.key.includes(name) ? key[name] : values[name]) ?? null]),
    )
  }
}

/** One text for the key of a row. */
export function keyOf(table: TruthTable, row: Row): string {
  return JSON.stringify(table.key.map((name) => row[name]))
}

function timestampText(time: number): string {
  return `${new Date(time).toISOString().replace('T', ' ').replace('Z', '')}000`
}
