import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { FieldDef, PoolClient, QueryArrayResult } from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import type { Relation } from '../../manifest/relation.ts'
import { invariant } from '../../util/invariant.ts'
import type {
  Column,
  DataFrameResult,
  ExecuteResult,
  LoadSource,
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
import { copyStatement, copyStream } from './copy.ts'
import { toEngineError } from './errors.ts'
import type { TypeNames } from './type-names.ts'
import { copyOutStatement, parquetColumns, spool, writeParquet } from './unload.ts'
import { valueReader } from './values.ts'

/** What a session asks of the engine that it belongs to. */
export interface SessionHost {
  readonly typeNames: TypeNames
  /** Stops what the server process runs; sent again and again until `isOver`, since one that comes early is lost. */
  cancelUntil(processId: number, isOver: () => boolean): Promise<void>
  /** Takes the connection back; one that is broken is thrown away. */
  release(connection: PoolClient, session: PostgresSession, isBroken: boolean): Promise<void>
}

/** Values come as the text that the server sends: a Date would lose microseconds, a number digits. */
const asText = { getTypeParser: () => (text: string) => text }

/** One connection of the pool. */
export class PostgresSession implements Session {
  readonly #connection: PoolClient
  readonly #host: SessionHost
  #running: Promise<unknown> | null = null
  /** What works on the rows that the server has sent. */
  #duckdb: Session | null = null
  #cancelling: Promise<void> | null = null
  #transaction: { failure: EngineError | null } | null = null
  #lost: EngineError | null = null
  #closed = false

  constructor(connection: PoolClient, host: SessionHost) {
    this.#connection = connection
    this.#host = host
    connection.on('error', this.#loseConnection)
    connection.on('end', this.#loseConnection)
  }

  async execute(sql: string, options?: StatementOptions): Promise<ExecuteResult> {
    return { rows: rowsChanged(await this.#run(sql, [], options)) }
  }

  async query(sql: string, options?: StatementOptions): Promise<QueryResult> {
    const { fields, rows } = await this.#run(sql, [], options)
    const readers = fields.map((field) => valueReader(field.dataTypeID))
    return {
      columns: await this.#columns(fields),
      rows: rows.map((row) => readers.map((read, index) => read(row[index] ?? null))),
    }
  }

  async describe({ schema, name }: Relation): Promise<RelationDescription | null> {
    const { rows } = await this.#run(describeQuery, [schema, name])
    const kind = rows[0]?.[0]
    if (kind === undefined) return null
    return {
      kind: kind === 'v' || kind === 'm' ? 'view' : 'table',
      columns: rows.flatMap(([, column, type]) =>
        column === null ? [] : [{ name: String(column), type: String(type) }],
      ),
    }
  }

  async load(relation: Relation, source: LoadSource, options?: StatementOptions): Promise<ExecuteResult> {
    if (source.kind === 'parquet' && source.files.length === 0) return { rows: 0 }
    return this.#statement(null, options, async () => {
      const copy = this.#connection.query(copyFrom(copyStatement(relation, source)))
      await pipeline(copyStream(source), copy)
      return { rows: copy.rowCount }
    })
  }

  async unload({ sql, folder }: UnloadRequest, options?: StatementOptions): Promise<Unloaded> {
    const fields = await this.#queryFields(sql, options)
    const columns = await this.#columns(fields)
    try {
      checkNames(columns)
      const types = columns.map((column) => column.type)
      const written = parquetColumns(fields, types)
      const { path, rows, bytes } = await intoNewFolder(folder, async (unfinished) => {
        const csv = await this.#statement(null, options, () =>
          spool(this.#connection.query(copyTo(copyOutStatement(sql))), unfinished),
        )
        const names = columns.map((column) => column.name)
        return this.#onDuckdb((duckdb) => writeParquet(duckdb, csv, names, written, options))
      })
      return { files: [{ path: join(folder, basename(path)), rows, bytes }], rows, columns }
    } catch (cause) {
      throw this.#failed(toEngineError(cause, null))
    }
  }

  async runDataFrame(): Promise<DataFrameResult> {
    throw new EngineError('unsupported', 'PostgreSQL runs no DataFrame models.')
  }

  async readChanges(): Promise<void> {
    throw new EngineError('unsupported', 'PostgreSQL does not read change files.')
  }

  async keep(): Promise<void> {
    throw new EngineError('unsupported', 'PostgreSQL keeps rows in temporary tables.')
  }

  async dropKept(): Promise<void> {}

  async transaction<T>(work: (statements: Statements) => Promise<T>): Promise<T> {
    invariant(!this.#transaction, 'a transaction began within another')
    // What a transaction reads does not change under it, and of two that change one row the second fails.
    await this.#run('begin isolation level repeatable read', [])
    const transaction: { failure: EngineError | null } = { failure: null }
    this.#transaction = transaction
    try {
      const result = await work(this)
      // COMMIT of a transaction in which a statement failed is a ROLLBACK that says nothing.
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
    await this.#duckdb?.cancel()
    if (this.#running) await this.#cancelUntilOver(this.#running)
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.cancel()
    const isOpen = this.#transaction !== null
    if (isOpen) await this.#rollback()
    this.#connection.off('error', this.#loseConnection)
    this.#connection.off('end', this.#loseConnection)
    await this.#host.release(this.#connection, this, this.#lost !== null)
  }

  /** The extended protocol takes one statement only, and a place in it is a place in what the author wrote. */
  #run(
    text: string,
    values: readonly string[],
    options?: StatementOptions,
  ): Promise<QueryArrayResult<(string | null)[]>> {
    const isAuthors = values.length === 0
    return this.#statement(isAuthors ? text : null, options, () =>
      this.#connection.query({ text, values: [...values], rowMode: 'array', types: asText, queryMode: 'extended' } as {
        text: string
        rowMode: 'array'
      }),
    )
  }

  /** `before`: how much stands in front of what its author wrote. */
  async #statement<T>(
    sql: string | null,
    options: StatementOptions | undefined,
    send: () => Promise<T>,
    before = 0,
  ): Promise<T> {
    if (this.#closed) throw new EngineError('session-lost', 'The session is closed.')
    if (this.#lost) throw this.#failed(this.#lost)
    const signal = options?.signal
    if (signal?.aborted) throw this.#failed(new EngineError('cancelled', 'The statement was cancelled.'))
    const running = send()
    this.#running = running
    const stop = () => void this.#cancelUntilOver(running)
    signal?.addEventListener('abort', stop, { once: true })
    try {
      return await running
    } catch (cause) {
      throw this.#failed(this.#lost ?? toEngineError(cause, sql, before))
    } finally {
      signal?.removeEventListener('abort', stop)
      if (this.#running === running) this.#running = null
      // A cancel on its way must not meet the next statement.
      await this.#cancelling
    }
  }

  /** Of a query, by asking for none of its rows. Errors have their places in what its author wrote. */
  async #queryFields(sql: string, options?: StatementOptions): Promise<readonly FieldDef[]> {
    const before = 'select * from (\n'
    const text = `${before}${sql}\n) as q limit 0`
    return this.#statement(
      text,
      options,
      async () => (await this.#connection.query({ text, rowMode: 'array' })).fields,
      before.length,
    )
  }

  async #onDuckdb<T>(work: (duckdb: Session) => Promise<T>): Promise<T> {
    const { openDuckdb } = await import('../duckdb/open.ts')
    const engine = await openDuckdb({ path: ':memory:' })
    try {
      this.#duckdb = await engine.connect()
      return await work(this.#duckdb)
    } finally {
      this.#duckdb = null
      await engine.close()
    }
  }

  #failed(failure: EngineError): EngineError {
    if (failure.kind === 'session-lost') this.#lost ??= failure
    if (this.#transaction) this.#transaction.failure ??= failure
    return failure
  }

  async #rollback(): Promise<void> {
    try {
      await this.#connection.query('rollback')
    } catch {
      // The server rolls back what a lost connection had open.
    }
  }

  async #columns(fields: readonly FieldDef[]): Promise<readonly Column[]> {
    const types = await this.#host.typeNames(this.#connection, fields).catch((cause: unknown) => {
      throw this.#failed(toEngineError(cause, null))
    })
    return fields.map((field, index) => ({ name: field.name, type: types[index] ?? '' }))
  }

  #cancelUntilOver(running: Promise<unknown>): Promise<void> {
    const { processID } = this.#connection as PoolClient & { readonly processID: number | null }
    let isOver = false
    const settled = () => {
      isOver = true
    }
    running.then(settled, settled)
    this.#cancelling ??= this.#host
      .cancelUntil(processID ?? 0, () => isOver || this.#lost !== null)
      .finally(() => {
        this.#cancelling = null
      })
    return this.#cancelling
  }

  readonly #loseConnection = (cause?: Error) => {
    const message = cause?.message ?? 'The connection to the server has ended.'
    this.#lost ??= new EngineError('session-lost', message, { cause })
  }
}

/** `pg_temp` names the session's own schema, which goes by another name in the catalogue. */
const describeQuery = `
  select c.relkind, a.attname, format_type(a.atttypid, a.atttypmod)
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  where case when $1 = 'pg_temp' then n.oid = pg_my_temp_schema() else n.nspname = $1 end
    and c.relname = $2 and c.relkind in ('r', 'p', 'f', 'v', 'm')
  order by a.attnum`

/** CREATE TABLE AS answers as a SELECT that has no columns; a SELECT with columns changes nothing. */
function rowsChanged({ command, rowCount, fields }: QueryArrayResult): number | null {
  switch (command) {
    case 'INSERT':
    case 'UPDATE':
    case 'DELETE':
    case 'MERGE':
    case 'COPY':
      return rowCount
    case 'SELECT':
      return fields.length === 0 ? rowCount : null
    default:
      return null
  }
}
