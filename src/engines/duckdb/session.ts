import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type DuckDBConnection,
  type DuckDBMaterializedResult,
  type DuckDBValue,
  ResultReturnType,
  StatementType,
} from '@duckdb/node-api'
import type { ChangeFiles } from '../../ingest/change-files.ts'
import type { Relation } from '../../manifest/relation.ts'
import { quoteIdentifier, quoteString } from '../../sql/quote.ts'
import { invariant } from '../../util/invariant.ts'
import type {
  Column,
  DataFrameResult,
  ExecuteResult,
  LoadSource,
  ParquetSource,
  QueryResult,
  RelationDescription,
  Session,
  StatementOptions,
  Statements,
  Unloaded,
  UnloadRequest,
} from '../engine.ts'
import { EngineError } from '../engine-error.ts'
import { checkNames, intoNewFolder } from '../unload-folder.ts'
import { toEngineError } from './errors.ts'
import { loadParquetStatement, loadStatement } from './load.ts'
import { findColumns } from './parquet-files.ts'
import { parquetType } from './parquet-type.ts'
import { readChangesQuery } from './read-changes.ts'
import { valueReader } from './values.ts'

/** An interrupt that comes before the statement has begun is lost, so it is sent again until the statement answers. */
const cancelInterval = 20

const partName = 'part-00000.parquet'

/** One connection to an open file. */
export class DuckdbSession implements Session {
  readonly #connection: DuckDBConnection
  readonly #onClose: (session: DuckdbSession) => void
  #running: Promise<unknown> | null = null
  #transaction: { failure: EngineError | null } | null = null
  #closed = false
  #databaseName: string | null = null

  constructor(connection: DuckDBConnection, onClose: (session: DuckdbSession) => void) {
    this.#connection = connection
    this.#onClose = onClose
  }

  async execute(sql: string, options?: StatementOptions): Promise<ExecuteResult> {
    const result = await this.#run(sql, [], options)
    return { rows: await rowsChanged(result) }
  }

  async query(sql: string, options?: StatementOptions): Promise<QueryResult> {
    const result = await this.#run(sql, [], options)
    const types = result.columnTypes()
    const columns = types.map((type, index) => ({ name: result.columnName(index), type: type.alias ?? String(type) }))
    const readers = types.map(valueReader)
    const rows = (await result.getRows()).map((row) => readers.map((read, index) => read(row[index] ?? null)))
    return { columns, rows }
  }

  async describe({ schema, name }: Relation): Promise<RelationDescription | null> {
    if (schema === 'temp') return tableOf(await this.#tableColumns(['temp', 'main', name]))
    const address = [await this.#database(), schema, name]
    const views = await (await this.#run(viewQuery, address)).getRows()
    if (views.length === 0) return tableOf(await this.#tableColumns(address))
    return { kind: 'view', columns: await this.#viewColumns(address) }
  }

  async load(relation: Relation, source: LoadSource, options?: StatementOptions): Promise<ExecuteResult> {
    if (source.kind === 'parquet') return this.#loadParquet(relation, source, options)
    const { sql, values } = loadStatement(relation, source)
    return { rows: (await this.#run(sql, values, options)).rowsChanged }
  }

  async unload({ sql, folder }: UnloadRequest, options?: StatementOptions): Promise<Unloaded> {
    this.#check(options)
    try {
      const columns = await this.#unloadedColumns(sql)
      const casts = columns.map(({ name, type }) => `cast(${quoted(name)} as ${type}) as ${quoted(name)}`)
      const rows = await intoNewFolder(folder, async (unfinished) => {
        const to = quotedText(join(unfinished, partName))
        const copy = `copy (select ${casts.join(', ')} from (\n${sql}\n)) to ${to} (format parquet)`
        return Number((await this.#run(copy, [], options, null)).rowsChanged)
      })
      const path = join(folder, partName)
      return { files: [{ path, rows, bytes: (await stat(path)).size }], rows, columns }
    } catch (cause) {
      throw this.#failed(toEngineError(cause, sql))
    }
  }

  async readChanges(from: ChangeFiles, into: Relation, options?: StatementOptions): Promise<void> {
    const query = readChangesQuery(from)
    await this.#run(`create or replace temp table ${quoted(into.name)} as ${query}`, [], options, null)
  }

  async runDataFrame(): Promise<DataFrameResult> {
    throw new EngineError('unsupported', 'DuckDB runs no DataFrame models.')
  }

  async keep(): Promise<void> {
    throw new EngineError('unsupported', 'DuckDB keeps rows in temporary tables.')
  }

  async dropKept(into: Relation): Promise<void> {
    await this.#run(`drop table if exists temp.${quoted(into.name)}`, [])
  }

  async transaction<T>(work: (statements: Statements) => Promise<T>): Promise<T> {
    invariant(!this.#transaction, 'a transaction began within another')
    await this.#run('begin transaction', [])
    const transaction: { failure: EngineError | null } = { failure: null }
    this.#transaction = transaction
    try {
      const result = await work(this)
      // COMMIT of a transaction in which a statement failed says nothing and keeps nothing.
      if (transaction.failure) throw transaction.failure
      await this.#run('commit', [])
      return result
    } catch (failure) {
      await this.#rollback()
      throw failure
    } finally {
      this.#transaction = null
    }
  }

  async cancel(): Promise<void> {
    const running = this.#running
    if (running) await this.#interruptUntilSettled(running)
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.cancel()
    this.#connection.closeSync()
    this.#onClose(this)
  }

  async #loadParquet(relation: Relation, source: ParquetSource, options?: StatementOptions): Promise<ExecuteResult> {
    this.#check(options)
    if (source.files.length === 0) return { rows: 0 }
    try {
      const found = await findColumns(this.#connection, source.files, source.columns)
      const table = (await this.describe(relation))?.columns ?? []
      const sql = loadParquetStatement(relation, source, found, table)
      return { rows: (await this.#run(sql, [], options, null)).rowsChanged }
    } catch (cause) {
      throw this.#failed(toEngineError(cause, null))
    }
  }

  /** Of a query, by asking for its plan: a mistake of its author's has its place in what the author wrote. */
  async #unloadedColumns(sql: string): Promise<readonly Column[]> {
    const query = await this.#connection.prepare(sql)
    try {
      if (query.statementType !== StatementType.SELECT) throw new EngineError('code', 'Only a query can be unloaded.')
      const indexes = Array.from({ length: query.columnCount }, (_, index) => index)
      checkNames(indexes.map((index) => ({ name: query.columnName(index) })))
      return indexes.map((index) => {
        const name = query.columnName(index)
        return { name, type: parquetType(name, query.columnType(index)) }
      })
    } finally {
      query.destroySync()
    }
  }

  #check(options?: StatementOptions): void {
    if (this.#closed) throw new EngineError('session-lost', 'The session is closed.')
    if (options?.signal?.aborted) throw this.#failed(new EngineError('cancelled', 'The statement was cancelled.'))
  }

  /** `written`: what its author wrote, in which errors have places; a statement of the session's own has none. */
  async #run(
    sql: string,
    values: DuckDBValue[],
    options?: StatementOptions,
    written: string | null = values.length === 0 ? sql : null,
  ): Promise<DuckDBMaterializedResult> {
    this.#check(options)
    const signal = options?.signal
    // With parameters, even none, the client fails on text that holds no statement.
    const running = values.length === 0 ? this.#connection.run(sql) : this.#connection.run(sql, values)
    this.#running = running
    const stop = () => void this.#interruptUntilSettled(running)
    signal?.addEventListener('abort', stop, { once: true })
    try {
      return await running
    } catch (cause) {
      throw this.#failed(toEngineError(cause, written))
    } finally {
      signal?.removeEventListener('abort', stop)
      if (this.#running === running) this.#running = null
    }
  }

  /** The catalogue forms the columns of every view of the system to list those of one; they are right where a view is broken. */
  async #viewColumns(address: string[]): Promise<RelationDescription['columns']> {
    const rows = await (await this.#run(viewColumnsQuery, address)).getRows()
    return rows.map(([column, type]) => ({ name: String(column), type: String(type) }))
  }

  /** Ten times as quick as the catalogue. That there is no such table is an answer, so that no transaction fails by it. */
  async #tableColumns(address: readonly string[]): Promise<RelationDescription['columns'] | null> {
    if (this.#closed) throw new EngineError('session-lost', 'The session is closed.')
    const sql = `describe ${address.map(quoted).join('.')}`
    try {
      const rows = await (await this.#connection.run(sql)).getRows()
      return rows.map(([column, type]) => ({ name: String(column), type: String(type) }))
    } catch (cause) {
      const failure = toEngineError(cause, null)
      if (failure.kind === 'missing-relation') return null
      throw this.#failed(failure)
    }
  }

  async #database(): Promise<string> {
    this.#databaseName ??= String((await (await this.#run('select current_database()', [])).getRows())[0]?.[0])
    return this.#databaseName
  }

  #failed(failure: EngineError): EngineError {
    if (this.#transaction) this.#transaction.failure ??= failure
    return failure
  }

  async #rollback(): Promise<void> {
    try {
      await this.#connection.run('rollback')
    } catch {
      // A commit that failed has rolled back already, and a closed connection has nothing open.
    }
  }

  async #interruptUntilSettled(running: Promise<unknown>): Promise<void> {
    let settled = false
    const done = running.then(
      () => {
        settled = true
      },
      () => {
        settled = true
      },
    )
    while (!settled) {
      this.#connection.interrupt()
      await Promise.race([done, new Promise((resolve) => setTimeout(resolve, cancelInterval))])
    }
  }
}

const viewQuery = `
  select view_name from duckdb_views()
  where lower(database_name) = lower($1) and lower(schema_name) = lower($2) and lower(view_name) = lower($3)`

const viewColumnsQuery = `
  select column_name, data_type from duckdb_columns()
  where lower(database_name) = lower($1) and lower(schema_name) = lower($2) and lower(table_name) = lower($3)
  order by column_index`

function tableOf(columns: RelationDescription['columns'] | null): RelationDescription | null {
  return columns && { kind: 'table', columns }
}

function quoted(name: string): string {
  return quoteIdentifier('duckdb', name)
}

function quotedText(value: string): string {
  return quoteString('duckdb', value)
}

/** Statements that write rows tell how many, but CREATE TABLE AS as its only value and RETURNING by its rows. */
async function rowsChanged(result: DuckDBMaterializedResult): Promise<number | null> {
  switch (result.statementType) {
    case StatementType.INSERT:
    case StatementType.UPDATE:
    case StatementType.DELETE:
    case StatementType.MERGE_INTO:
    case StatementType.COPY:
      return result.returnType === ResultReturnType.QUERY_RESULT ? result.rowCount : result.rowsChanged
    case StatementType.CREATE: {
      const count = (await result.getRows())[0]?.[0]
      return typeof count === 'bigint' ? Number(count) : null
    }
    default:
      return null
  }
}
