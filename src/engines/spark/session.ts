import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { ChangeFiles } from '../../ingest/change-files.ts'
import type { Relation } from '../../manifest/relation.ts'
import type {
  Column,
  DataFrameRequest,
  DataFrameResult,
  ExecuteResult,
  LoadSource,
  QueryResult,
  RelationDescription,
  Session,
  StatementOptions,
  Unloaded,
  UnloadRequest,
} from '../engine.ts'
import { EngineError } from '../engine-error.ts'
import type { DriverProcess } from './driver-process.ts'
import { writeLoadFile } from './load-file.ts'
import { changesRequest } from './read-changes.ts'

/** One statement at a time of those that the driver works on. All sessions share Spark's one catalog. */
export class SparkSession implements Session {
  readonly #driver: DriverProcess
  readonly #warehouse: string
  readonly #onClose: (session: SparkSession) => void
  readonly #kept = new Set<string>()
  #running: { readonly id: number; readonly over: Promise<unknown> } | null = null
  #closed = false

  constructor(driver: DriverProcess, warehouse: string, onClose: (session: SparkSession) => void) {
    this.#driver = driver
    this.#warehouse = warehouse
    this.#onClose = onClose
  }

  async execute(sql: string, options?: StatementOptions): Promise<ExecuteResult> {
    const { rows } = await this.#ask<{ readonly rows?: number | null }>('execute', { sql }, sql, options)
    return { rows: rows ?? null }
  }

  query(sql: string, options?: StatementOptions): Promise<QueryResult> {
    return this.#ask<QueryResult>('query', { sql }, sql, options)
  }

  async describe({ schema, name }: Relation): Promise<RelationDescription | null> {
    const { kind, columns } = await this.#ask<{
      readonly kind: RelationDescription['kind'] | null
      readonly columns?: readonly Column[]
    }>('describe', { schema, name }, null)
    return kind === null ? null : { kind, columns: columns ?? [] }
  }

  async load({ schema, name }: Relation, source: LoadSource, options?: StatementOptions): Promise<ExecuteResult> {
    if (source.kind === 'parquet') {
      const { columns, files } = source
      return this.#ask<ExecuteResult>('load_parquet', { schema, name, columns, files }, null, options)
    }
    this.#check(options)
    const folder = join(this.#warehouse, '_loads')
    mkdirSync(folder, { recursive: true })
    const path = join(folder, `${crypto.randomUUID()}.jsonl`)
    try {
      const rows = await writeLoadFile(source, path)
      await this.#ask('load', { schema, name, columns: source.columns, path }, null, options)
      return { rows }
    } catch (cause) {
      if (cause instanceof EngineError) throw cause
      throw new EngineError('data', cause instanceof Error ? cause.message : String(cause), { cause })
    } finally {
      rmSync(path, { force: true })
    }
  }

  async unload({ sql, folder }: UnloadRequest, options?: StatementOptions): Promise<Unloaded> {
    return this.#ask<Unloaded>('unload', { sql, path: folder }, sql, options)
  }

  async readChanges(from: ChangeFiles, { name }: Relation, options?: StatementOptions): Promise<void> {
    // Every session sees the view, so that it is this one's to take away, even half made.
    this.#kept.add(name)
    const request = changesRequest(from, `_tm_rows_${crypto.randomUUID().replaceAll('-', '')}`)
    await this.#ask('read_changes', { view: name, ...request }, null, options)
  }

  async runDataFrame(request: DataFrameRequest, options?: StatementOptions): Promise<DataFrameResult> {
    const { calls, code, path, reads, vars, into } = request
    const result = into.kind === 'view' ? { view: into.name } : { folder: into.folder }
    return this.#ask<DataFrameResult>('run_dataframe', { calls, code, path, reads, vars, ...result }, null, options)
  }

  async keep({ name }: Relation, sql: string, options?: StatementOptions): Promise<void> {
    this.#kept.add(name)
    await this.#ask('keep', { view: name, sql }, sql, options)
  }

  async dropKept({ name }: Relation): Promise<void> {
    if (!this.#kept.delete(name)) return
    await this.#ask('drop_kept', { view: name }, null)
  }

  async transaction<T>(): Promise<T> {
    throw new EngineError('unsupported', 'Spark has no transactions.')
  }

  async cancel(): Promise<void> {
    if (!this.#running) return
    this.#driver.cancel(this.#running.id)
    await this.#running.over
  }

  async close(): Promise<void> {
    if (this.#closed) return
    await this.cancel()
    // A driver that has ended has nothing left to drop.
    for (const name of this.#kept) await this.dropKept({ schema: '', name }).catch(() => {})
    this.#closed = true
    this.#onClose(this)
  }

  async #ask<T>(
    op: string,
    fields: Readonly<Record<string, unknown>>,
    sql: string | null,
    options?: StatementOptions,
  ): Promise<T> {
    this.#check(options)
    const { id, answer } = this.#driver.send<T>(op, fields, sql)
    const over = answer.catch(() => null)
    this.#running = { id, over }
    const stop = () => this.#driver.cancel(id)
    options?.signal?.addEventListener('abort', stop, { once: true })
    try {
      return await answer
    } finally {
      options?.signal?.removeEventListener('abort', stop)
      if (this.#running?.id === id) this.#running = null
    }
  }

  #check(options?: StatementOptions): void {
    if (this.#closed) throw new EngineError('session-lost', 'The session is closed.')
    if (options?.signal?.aborted) throw new EngineError('cancelled', 'The statement was cancelled.')
  }
}
