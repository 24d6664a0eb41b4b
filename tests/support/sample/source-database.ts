import { keyOf, type Row, type Table, tables, type Value } from './tables.ts'
import { type Micros, parseMicros } from './time.ts'

/** One change as the database's log has it. A delete knows the key only: PostgreSQL's default replica identity. */
export interface Change {
  readonly table: Table
  readonly op: 'I' | 'U' | 'D'
  readonly row: Row
  /** Shared by all changes of one transaction. */
  readonly committedAt: Micros
  /** The change's place in the log, across all tables. */
  readonly position: number
}

export interface Transaction {
  insert(table: Table, row: Row): void
  update(table: Table, key: readonly Value[], patch: Row): void
  delete(table: Table, key: readonly Value[]): void
}

/**
 * A stand-in for the operational database: it holds the rows, and logs each change as it is made. Its rows at the end
 * are the truth that the change files must lead to, and they never pass through a file.
 */
export class SourceDatabase {
  readonly log: Change[] = []
  private readonly rows = new Map<Table, Map<string, Row>>(tables.map((table) => [table, new Map()]))
  private lastCommit: Micros = 0n

  /** Puts rows in place without logging them: what was there before replication began. */
  restore(table: Table, rows: Iterable<Row>): void {
    const stored = this.rowsOf(table)
    for (const row of rows) stored.set(keyOf(table, row), row)
  }

  /** Commits the changes that `work` makes, at a time that must not lie before the last commit. */
  transaction(committedAt: string | Micros, work: (transaction: Transaction) => void): void {
    const time = typeof committedAt === 'string' ? parseMicros(committedAt) : committedAt
    if (time < this.lastCommit) throw new Error(`The transaction at ${committedAt} is out of order.`)
    this.lastCommit = time
    const write = (table: Table, op: Change['op'], row: Row) => {
      this.log.push({ table, op, row, committedAt: time, position: this.log.length + 1 })
    }
    work({
      insert: (table, row) => {
        const key = keyOf(table, row)
        if (this.rowsOf(table).has(key)) throw new Error(`${table.name} ${key} is there already.`)
        this.rowsOf(table).set(key, row)
        write(table, 'I', row)
      },
      update: (table, key, patch) => {
        const row = { ...this.get(table, ...key), ...patch }
        this.rowsOf(table).set(keyOf(table, row), row)
        write(table, 'U', row)
      },
      delete: (table, key) => {
        const row = this.get(table, ...key)
        this.rowsOf(table).delete(keyOf(table, row))
        write(table, 'D', keyOnly(table, row))
      },
    })
  }

  /** The row with this primary key, which must exist. */
  get(table: Table, ...key: readonly Value[]): Row {
    const row = this.rowsOf(table).get(key.join('/'))
    if (row === undefined) throw new Error(`${table.name} has no row ${key.join('/')}.`)
    return row
  }

  /** The current rows of a table. */
  all(table: Table): Row[] {
    return [...this.rowsOf(table).values()]
  }

  private rowsOf(table: Table): Map<string, Row> {
    const rows = this.rows.get(table)
    if (rows === undefined) throw new Error(`${table.name} is not replicated.`)
    return rows
  }
}

function keyOnly(table: Table, row: Row): Row {
  return Object.fromEntries(
    table.columns.map(({ name }) => [name, table.primaryKey.includes(name) ? (row[name] ?? null) : null]),
  )
}
