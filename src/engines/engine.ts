import type { Relation } from '../manifest/relation.ts'
import type { Capabilities } from './capabilities.ts'

/** What really runs the SQL. A logical engine (`spark`, `redshift`) is served by one of these, as the profile says. */
export type AdapterName = 'duckdb' | 'spark' | 'postgres' | 'glue' | 'redshift'

/**
 * One database or cluster. Opening it is cheap or slow as its adapter has it (a Glue session takes half a minute), so
 * a run opens each engine once and takes as many sessions from it as it has threads.
 */
export interface Engine {
  readonly adapter: AdapterName
  readonly capabilities: Capabilities
  connect(): Promise<Session>
  /** Closes what is left open, sessions included. Closing twice is fine. */
  close(): Promise<void>
}

/** Sends statements; what a transaction's work is given. All methods reject with an EngineError (engine-error.ts). */
export interface Statements {
  /** Runs exactly one statement, in the adapter's dialect. */
  execute(sql: string, options?: StatementOptions): Promise<ExecuteResult>
  /** Runs exactly one statement and reads all its rows into memory. */
  query(sql: string, options?: StatementOptions): Promise<QueryResult>
  /** The columns of a table or view, or null when there is none of that name. */
  describe(relation: Relation): Promise<RelationDescription | null>
  /** Appends rows to an existing table and returns how many. Cells are text, cast as the table's columns say. */
  load(relation: Relation, source: LoadSource, options?: StatementOptions): Promise<ExecuteResult>
}

/** One connection: one statement at a time, so await each before sending the next. Parallel work takes more sessions. */
export interface Session extends Statements {
  /**
   * Runs `work` in one transaction: committed when it resolves, rolled back when it or the commit fails, and the
   * failure is passed on. A statement that fails makes the transaction fail, even when `work` catches its error.
   * Transactions do not nest. Without `supportsTransactions` it rejects as `unsupported`.
   */
  transaction<T>(work: (statements: Statements) => Promise<T>): Promise<T>
  /** Stops the statement that is running, which then rejects as `cancelled`. Nothing happens when none is. */
  cancel(): Promise<void>
  /** Cancels, rolls back what is open and gives the connection back. Closing twice is fine. */
  close(): Promise<void>
}

export interface StatementOptions {
  /** Aborting it cancels the statement on the engine. */
  readonly signal?: AbortSignal | undefined
}

export interface ExecuteResult {
  /** Rows that the statement wrote, changed or deleted; null for other statements, or when the engine does not tell. */
  readonly rows: number | null
}

export interface Column {
  readonly name: string
  /** As the engine spells it: `DECIMAL(18,2)`, `timestamp with time zone`. */
  readonly type: string
}

export interface QueryResult {
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly Value[])[]
}

export interface RelationDescription {
  readonly kind: 'table' | 'view'
  readonly columns: readonly Column[]
}

/**
 * A value that JSON carries without loss.
 *
 * - integers of up to 32 bits and doubles: numbers; NaN and the infinities: the strings `NaN`, `Infinity`, `-Infinity`
 * - longer integers and decimals: strings of digits, decimals with their whole scale (`12.50`)
 * - dates `2026-01-02`, times `03:04:05.123456`, timestamps `2026-01-02T03:04:05.123456`, instants the same with `Z`
 * - binary: upper-case hexadecimal; lists and structs: arrays and objects of values; maps: objects whose names are the keys' text
 */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [name: string]: Value }

/** Rows to load. `columns` names the table's columns in the order of the cells; the others stay NULL. */
export type LoadSource =
  | {
      readonly kind: 'rows'
      readonly columns: readonly string[]
      readonly rows: readonly (readonly (string | null)[])[]
    }
  | {
      /** A file on this machine, RFC 4180: an unquoted cell equal to `null` is NULL, a quoted one is text. */
      readonly kind: 'csv'
      readonly columns: readonly string[]
      readonly path: string
      readonly header: boolean
      readonly delimiter: string
      readonly null: string
    }
