import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { CompiledProject } from '../compiler/compile.ts'
import { notInPlace } from '../diagnostics/catalog/storage.ts'
import { type Diagnostic, DiagnosticError } from '../diagnostics/diagnostic.ts'
import type { Engine, Session } from '../engines/engine.ts'
import { EngineError } from '../engines/engine-error.ts'
import { openingProblem } from '../engines/opening-problem.ts'
import { type EngineConfig, type ListedRelations, listRelations, openEngine } from '../engines/registry.ts'
import type { EngineName } from '../manifest/nodes.ts'
import { macroStatements } from '../planner/prepare.ts'
import { invariant } from '../util/invariant.ts'
import { type EngineSetup, engineSetup, warehouseExists } from './engine-setup.ts'
import { readRelations } from './read-relations.ts'
import { retryRejections } from './retry.ts'
import { type SparkOnS3, sparkOnS3, wantsInPlace } from './s3-in-place.ts'
import { TryAgainError } from './try-again.ts'

const never = new AbortController().signal

export interface ConnectOptions {
  readonly root: string
  /** How long to wait for a lock; null: not at all. */
  readonly waitSeconds: number | null
  /** Ends all waiting, and what does not let itself be stopped. */
  readonly signal?: AbortSignal
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Told of what takes a while. */
  note?(text: string): void
  /** Opens an engine, for whoever keeps some open from one call to the next. */
  readonly openEngine?: typeof openEngine
}

/**
 * The engines of a profile, each opened when it is first asked for: Spark takes seconds, and a build that finds nothing
 * to do needs none. Rejections are a DiagnosticError when the profile is at fault, TryAgainError when only time is.
 */
export class OpenEngines {
  readonly setup: EngineSetup
  /** What was wrong with an engine and is no reason to stop. */
  readonly warnings: Diagnostic[] = []
  readonly #compiled: CompiledProject
  readonly #options: ConnectOptions
  readonly #opened = new Map<EngineName, Promise<Engine>>()
  #onS3: SparkOnS3 | null = null
  #scratch: Promise<Engine> | null = null
  #dataframes: Promise<Engine> | null = null

  constructor(compiled: CompiledProject, options: ConnectOptions) {
    this.#compiled = compiled
    this.setup = engineSetup(compiled, options.root)
    this.#options = options
  }

  get warehouseExists(): boolean {
    return warehouseExists(this.setup)
  }

  /** Opens an engine before it is used, so that what is wrong with it is told at once. */
  async open(engine: EngineName): Promise<Engine> {
    const own = this.setup.layout.isOneDatabase ? 'redshift' : engine
    const opened = this.#opened.get(own) ?? this.#open(own)
    this.#opened.set(own, opened)
    opened.catch(() => this.#opened.delete(own))
    return opened
  }

  async connect(engine: EngineName): Promise<Session> {
    return (await this.open(engine)).connect()
  }

  /** The Spark that runs DataFrame models where the engine `spark` does not. */
  async openForDataFrames(): Promise<Engine> {
    const { dataframes } = this.setup
    invariant(dataframes, 'a plan runs DataFrame models only where there is a Spark')
    this.#dataframes ??= this.#patiently('spark', () => this.#opener(dataframes))
    return this.#dataframes
  }

  /** A session on an engine that has it, or one on a database that lives as long as this does. */
  async connectOrScratch(engine: EngineName): Promise<Session> {
    const config = this.setup.configs[engine]
    if (config.type !== 'duckdb' || existsSync(config.path)) return this.connect(engine)
    return this.scratch()
  }

  /** A session on an embedded database of no file, with the macros that translated SQL calls. */
  async scratch(): Promise<Session> {
    const session = await this.reader()
    for (const statement of macroStatements()) await session.execute(statement)
    return session
  }

  /** The same without macros, to read files with. */
  async reader(): Promise<Session> {
    this.#scratch ??= openEngine({ type: 'duckdb', path: ':memory:' })
    return (await this.#scratch).connect()
  }

  /** What is there on the engine that is not the warehouse, without starting it where that takes long. */
  async relations(engine: EngineName): Promise<ListedRelations> {
    const config = this.setup.configs[engine]
    const listed = await listRelations(config)
    if (listed) return listed
    if (config.type === 'duckdb' && !existsSync(config.path)) return nothing
    const session = await this.connect(engine)
    try {
      return { kinds: await readRelations(session), ours: new Set() }
    } finally {
      await session.close()
    }
  }

  /** Whether an engine, once it is open, reads files on S3 by itself. */
  readsS3(engine: EngineName): boolean {
    return engine === 'spark' && this.#onS3 !== null
  }

  /** Keeps other runs out of the warehouse until this is closed. */
  async lock(schema: string): Promise<void> {
    const engine = await this.open('redshift')
    await this.#patiently('redshift', () => engine.lock(schema))
  }

  async close(): Promise<void> {
    const opened = [...this.#opened.values(), this.#scratch, this.#dataframes].filter((engine) => engine !== null)
    const engines = await Promise.all(opened.map((engine) => engine.catch(() => null)))
    await Promise.all(engines.map((engine) => engine?.close()))
    this.#onS3?.close()
  }

  #open(engine: EngineName): Promise<Engine> {
    return this.#patiently(engine, async () => this.#opener(await this.#configOf(engine), this.#signal))
  }

  async #configOf(engine: EngineName): Promise<EngineConfig> {
    const config = this.setup.configs[engine]
    const { root, env, note } = this.#options
    if (config.type !== 'spark' || !wantsInPlace(this.#compiled, root)) return config
    try {
      const repository = env?.TIDEMILL_MAVEN_REPOSITORY
      this.#onS3 ??= await sparkOnS3(config, { root, repository, note: (text) => note?.(text) })
      return { ...config, ...this.#onS3.config }
    } catch (failure) {
      if (!(failure instanceof EngineError) || failure.kind === 'locked') throw failure
      this.warnings.push(notInPlace(failure.message))
      return config
    }
  }

  get #opener(): typeof openEngine {
    return this.#options.openEngine ?? openEngine
  }

  get #signal(): AbortSignal {
    return this.#options.signal ?? never
  }

  async #patiently<T>(engine: EngineName, work: () => Promise<T>): Promise<T> {
    const deadline = performance.now() + (this.#options.waitSeconds ?? 0) * 1000
    for (;;) {
      try {
        return await retryRejections(work, this.#signal)
      } catch (failure) {
        if (!(failure instanceof EngineError)) throw failure
        const { diagnostic, mayPass } = openingProblem(engine, failure)
        if (!mayPass) throw new DiagnosticError([diagnostic])
        if (failure.kind !== 'locked' || performance.now() >= deadline) throw new TryAgainError([diagnostic])
        if (this.#signal.aborted) throw failure
        await sleep(200, undefined, { signal: this.#signal }).catch(() => {})
      }
    }
  }
}

const nothing: ListedRelations = { kinds: new Map(), ours: new Set() }
