import type { Column, DataFrameRequest, Session, Statements } from '../engines/engine.ts'
import type { EngineName } from '../manifest/nodes.ts'
import { sparkPlanner } from '../planner/dialects/spark.ts'
import type { EngineLayout } from '../planner/engine-layout.ts'
import type { HandoffFolders } from './handoff-folders.ts'
import type { ActionOf, TableWork } from './table-work.ts'

export interface DataFrameContext {
  readonly layout: EngineLayout
  readonly handoffs: HandoffFolders
  /** A session on the Spark that runs DataFrame models where the step's engine does not. */
  dataframeSession(): Promise<Session>
  readonly signal: AbortSignal
}

/** Does work that sends no SQL of an author's, and makes a diagnostic of what the engine says against it. */
type Sent = <T>(send: () => Promise<T>) => Promise<T>

type DataFrameAction = ActionOf<'dataframe'>
type Read = DataFrameRequest['reads'][number]

export interface DataFrameOutcome {
  /** In Spark's types. */
  readonly columns: readonly Column[]
  /** A column of a type that the step's engine lacks: nothing was made then. */
  readonly stuck: Column | null
}

/** Runs a DataFrame model's function for a step, and leaves its result on the step's engine. */
export class DataFrameWork {
  readonly #context: DataFrameContext
  readonly #engine: EngineName
  readonly #tables: TableWork
  readonly #sent: Sent

  constructor(context: DataFrameContext, engine: EngineName, tables: TableWork, sent: Sent) {
    this.#context = context
    this.#engine = engine
    this.#tables = tables
    this.#sent = sent
  }

  run(action: DataFrameAction, statements: Statements): Promise<DataFrameOutcome> {
    const isHere = this.#context.layout.adapters[this.#engine] === 'spark'
    return isHere ? this.#here(action, statements) : this.#elsewhere(action, statements)
  }

  async #here(
    { calls, code, path, vars, reads, into }: DataFrameAction,
    statements: Statements,
  ): Promise<DataFrameOutcome> {
    const request: DataFrameRequest = {
      calls,
      code,
      path,
      vars,
      reads: reads.map(({ call, names, relation }) => ({ call, names, from: { kind: 'relation', relation } })),
      into: { kind: 'view', name: into.name },
    }
    const { columns } = await this.#sent(() => statements.runDataFrame(request, this.#options))
    return { columns, stuck: null }
  }

  /** What the function reads goes there as Parquet files, and so does its result come back. */
  async #elsewhere(action: DataFrameAction, statements: Statements): Promise<DataFrameOutcome> {
    const { calls, code, path, vars, reads, model } = action
    const { handoffs } = this.#context
    const folders = reads.map((_, at) => `${model}-${at}`)
    try {
      const given: Read[] = []
      for (const [at, read] of reads.entries()) {
        given.push(await this.#unloaded(read, handoffs.make(folders[at] ?? ''), statements))
      }
      const folder = handoffs.make(model)
      const request: DataFrameRequest = { calls, code, path, vars, reads: given, into: { kind: 'parquet', folder } }
      const session = await this.#context.dataframeSession()
      const { columns, unloaded } = await this.#sent(() => session.runDataFrame(request, this.#options))
      const files = unloaded?.files.map((file) => file.path) ?? []
      return { columns, stuck: await this.#loadResult(action, columns, files, statements) }
    } finally {
      for (const name of [model, ...folders]) handoffs.remove(name)
    }
  }

  async #unloaded(
    { call, names, relation }: DataFrameAction['reads'][number],
    folder: string,
    statements: Statements,
  ): Promise<Read> {
    const dialect = this.#context.layout.dialects[this.#engine]
    const sql = `select * from ${dialect.relation(relation)}`
    const { files, columns } = await this.#sent(() => statements.unload({ sql, folder }, this.#options))
    const typed = columns.flatMap(({ name, type }) => {
      const known = dialect.readType(type, 'spark')
      const spelled = known && sparkPlanner.typeName(known, 'spark')
      return spelled ? [{ name, type: spelled }] : []
    })
    return { call, names, from: { kind: 'parquet', files: files.map((file) => file.path), columns: typed } }
  }

  async #loadResult(
    { into }: DataFrameAction,
    columns: readonly Column[],
    files: readonly string[],
    statements: Statements,
  ): Promise<Column | null> {
    const dialect = this.#context.layout.dialects[this.#engine]
    const here = columns.map(({ name, type }) => {
      const known = sparkPlanner.readType(type, 'spark')
      return { name, type: known && dialect.typeName(known, 'spark'), from: type }
    })
    const at = here.findIndex(({ type }) => type === null)
    if (at >= 0) return columns[at] ?? null
    await this.#tables.createScratch(into, here, statements)
    const names = columns.map((column) => column.name)
    await this.#sent(() => statements.load(into, { kind: 'parquet', columns: names, files }, this.#options))
    return null
  }

  get #options(): { readonly signal: AbortSignal } {
    return { signal: this.#context.signal }
  }
}
