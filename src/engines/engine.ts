import type { PlainValue } from '../config/value.ts'
import type { ChangeFiles } from '../ingest/change-files.ts'
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
  /**
   * Keeps other runs out of what is called `name` until the engine is closed or its process ends. Rejects as `locked`, with
   * the holder as far as it is known. Nothing to do where opening the engine does that already.
   */
  lock(name: string): Promise<void>
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
  /**
   * Appends rows to an existing table and returns how many: all of them or none. Values are cast as the table's columns
   * say; one that does not fit is `data`.
   */
  load(relation: Relation, source: LoadSource, options?: StatementOptions): Promise<ExecuteResult>
  /**
   * Writes the rows of a query as Parquet files into a folder of its own. When it fails there is no such folder.
   *
   * Types are exact: decimals keep precision and scale, instants are told from times without a zone, and both have
   * microseconds. Lists, maps and structs are Parquet's. Without rows there is still a file, which has the columns.
   * What Parquet cannot hold so, and numerics without a precision, are `unsupported` until the query casts them.
   */
  unload(request: UnloadRequest, options?: StatementOptions): Promise<Unloaded>
  /**
   * Lays the changes of some files out as a relation of the session, computed once: the files' columns, the declared
   * ones that no file has, and `changeColumns`. Takes the place of what an earlier call made under that name.
   * Where all sessions share such names (Spark, which leaves the schema out) the name must be the caller's alone.
   * Without `readsChangeFiles` it rejects as `unsupported`.
   */
  readChanges(from: ChangeFiles, into: Relation, options?: StatementOptions): Promise<void>
  /**
   * Runs `model(tm, spark)` of some Python and makes its result a view of the session, or writes it as `unload` does.
   * Rows may be computed only when the view is read, and fail then. An error tells the line of the code (`codePlace`).
   * Without `runsDataFrames` it rejects as `unsupported`.
   */
  runDataFrame(request: DataFrameRequest, options?: StatementOptions): Promise<DataFrameResult>
  /**
   * Makes a relation of the session of a query's rows, computed once; named as `readChanges` does it. Without `keepsRows`
   * it rejects as `unsupported`: there a temporary table does the same.
   */
  keep(into: Relation, sql: string, options?: StatementOptions): Promise<void>
  /** Lets go of what `readChanges` or `keep` made, as closing the session does. Nothing happens when there is nothing. */
  dropKept(into: Relation): Promise<void>
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

export interface DataFrameRequest {
  /** `model(tm, spark)`, or `test(tm, df)` with the first of `reads`, which `tm` does not give. */
  readonly calls: 'model' | 'test'
  readonly code: string
  /** What tracebacks call the code. */
  readonly path: string
  readonly reads: readonly {
    readonly call: 'ref' | 'source'
    /** The arguments of the call. */
    readonly names: readonly string[]
    /** A relation of the engine, or Parquet files, whose columns are cast to these types. */
    readonly from:
      | { readonly kind: 'relation'; readonly relation: Relation }
      | { readonly kind: 'parquet'; readonly files: readonly string[]; readonly columns: readonly Column[] }
  }[]
  /** By their names, for `tm.var`. */
  readonly vars: Readonly<Record<string, PlainValue>>
  readonly into:
    | { readonly kind: 'view'; readonly name: string }
    | { readonly kind: 'parquet'; readonly folder: string }
}

export interface DataFrameResult {
  readonly columns: readonly Column[]
  /** Null where the result is a view. */
  readonly unloaded: Unloaded | null
}

export interface UnloadRequest {
  /** One query, without a semicolon at its end. Its columns need names, which differ in more than case. */
  readonly sql: string
  /** Must not be there yet; folders above it are made. An absolute path, or an address. */
  readonly folder: string
}

/** What was written. */
export interface Unloaded {
  readonly files: readonly UnloadedFile[]
  readonly rows: number
  /** Of the files. A type that Parquet lacks was cast to one that holds its values: DuckDB's HUGEINT to DECIMAL(38,0). */
  readonly columns: readonly Column[]
}

export interface UnloadedFile {
  readonly path: string
  readonly rows: number
  readonly bytes: number
}

/** Rows to load. `columns` names the table's columns in the order of the cells; the others stay NULL. */
export type LoadSource = TextSource | ParquetSource

/** Cells are text. */
export type TextSource =
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

/**
 * Exactly these files, matched by the names of their columns in any case; each file must have all of `columns`.
 * Lists, maps and structs become JSON where the table's column is text or JSON: maps as objects, times as ISO 8601 has
 * them, binary as hexadecimal. Instants go into times without a zone as the wall time in UTC.
 */
export interface ParquetSource {
  readonly kind: 'parquet'
  readonly columns: readonly string[]
  readonly files: readonly string[]
}
