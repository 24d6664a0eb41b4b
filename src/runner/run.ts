import { join } from 'node:path'
import type { KnownColumns } from '../analysis/known-columns.ts'
import type { SqlType } from '../catalog/types/sql-type.ts'
import type { CompiledProject } from '../compiler/compile.ts'
import { retyped } from '../compiler/retype.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Session } from '../engines/engine.ts'
import { makeBatchId } from '../ingest/batch-id.ts'
import { fenceQuery, type Ledger, markHeld, takeFence } from '../ingest/ledger.ts'
import { recordTestResults, type TestResult } from '../ingest/test-results.ts'
import type { EngineName, NodeId } from '../manifest/nodes.ts'
import { adapterWriter } from '../planner/adapter-writer.ts'
import { sourceTypes } from '../planner/change-files-of.ts'
import { type PlanCommand, planRun } from '../planner/plan.ts'
import { macroStatements, prepareStatements } from '../planner/prepare.ts'
import { enginesOf, type Plan, runsDataFrame, type Step } from '../planner/steps.ts'
import { stateUpTo, type WarehouseState } from '../planner/warehouse-state.ts'
import { columnNotes } from './column-notes.ts'
import { countStatuses, type NodeResult, type RunListener, type RunSummary } from './events.ts'
import { faultsFrom } from './faults.ts'
import { HandoffFolders } from './handoff-folders.ts'
import { loadTimeReader } from './load-time.ts'
import { type ConnectOptions, OpenEngines } from './open-engine.ts'
import { type PerformContext, performStep, type StepOutcome } from './perform.ts'
import { readState } from './read-state.ts'
import { ResultCollector } from './result-collector.ts'
import { retryRejections, withRetries } from './retry.ts'
import { runUnitTests, unitTestsAlone } from './run-unit-tests.ts'
import { runSchedule } from './schedule.ts'
import { ScratchDatabase } from './scratch-database.ts'
import { SourceStores } from './source-stores.ts'
import { worse } from './test-tally.ts'
import { UnitTests } from './unit-tests.ts'

export interface RunOptions extends Pick<ConnectOptions, 'openEngine'> {
  /** The project's folder, absolute. */
  readonly root: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly command: PlanCommand
  /** What the selection names, in topological order. */
  readonly selected: readonly NodeId[]
  readonly fullRefresh: boolean
  /** Null for what the profile says. */
  readonly threads: number | null
  readonly failFast: boolean
  /** Goes on until no file is pending. */
  readonly untilCaughtUp: boolean
  /** Takes in files that no batch holds; true when left out. */
  readonly takesNewFiles?: boolean
  /** Makes tables anew without the files that are gone; false when left out. */
  readonly discardsHistory?: boolean
  /** Failing rows of data tests are kept. */
  readonly storeFailures?: boolean
  /** The last batch that counts; null or left out: all do. */
  readonly upTo?: string | null
  /** How long to wait for a lock; null: not at all. */
  readonly waitSeconds: number | null
  readonly listener: RunListener
  readonly signal: AbortSignal
  /** The invocation's id. */
  readonly runId: string
  readonly startedAt: Date
}

/** What `build` would do now. Reads the database if there is one and changes nothing. */
export async function planProject(compiled: CompiledProject, options: RunOptions): Promise<Plan> {
  const engines = new OpenEngines(compiled, options)
  const stores = new SourceStores(compiled, options)
  try {
    const plan = await makePlan(compiled, options, engines, stores)
    if (!engines.warehouseExists) return plan
    const session = await engines.connect('redshift')
    const notes = await columnNotes(plan, compiled.manifest, compiled.columns, session).finally(() => session.close())
    return { ...plan, notes: [...plan.notes, ...notes] }
  } finally {
    await engines.close()
    await stores.close()
  }
}

/**
 * Does what a plan says, round after round: an unfinished batch goes first, the files that waited behind it follow.
 * Throws DiagnosticError when the profile is wrong and TryAgainError when the database is in use.
 */
export async function runProject(compiled: CompiledProject, options: RunOptions): Promise<RunSummary> {
  const unitTests = unitTestsAlone(compiled, options)
  if (unitTests) return runUnitTests(compiled, unitTests, options)
  const note = (message: string) => options.listener({ event: 'note', message })
  const engines = new OpenEngines(compiled, { ...options, note })
  const stores = new SourceStores(compiled, options)
  const handoffs = new HandoffFolders(engines.setup.handoff, options.runId)
  const scratch = new ScratchDatabase()
  try {
    await engines.lock(ledgerSchema(compiled))
    return await new Run(compiled, options, engines, stores, handoffs, scratch).all()
  } finally {
    await engines.close()
    await stores.close()
    await scratch.close()
    handoffs.close()
  }
}

export function ledgerSchema({ settings }: CompiledProject): string {
  return `${settings.schemaPrefix}tidemill`
}

export function ledgerOf(compiled: CompiledProject, { setup }: OpenEngines): Ledger {
  return { schema: ledgerSchema(compiled), words: setup.layout.warehouse }
}

async function makePlan(
  compiled: CompiledProject,
  options: RunOptions,
  engines: OpenEngines,
  stores: SourceStores,
  round = 0,
): Promise<Plan> {
  const { layout } = engines.setup
  const ledger = ledgerOf(compiled, engines)
  const session = engines.warehouseExists ? await engines.connect('redshift') : null
  const onSpark = layout.isOneDatabase ? null : await engines.relations('spark')
  const loadTimeOf = loadTimeReader(() => engines.reader(), stores)
  const whole = await readState(compiled, stores, ledger, session, onSpark, loadTimeOf).finally(() => session?.close())
  const state = options.upTo ? stateUpTo(whole, options.upTo) : whole
  let batches = 0
  const columns = columnsIn(compiled, state)
  const now = new Date().toISOString()
  const newestBatch =
    state.batches
      .map((batch) => batch.batchId)
      .sort()
      .at(-1) ?? null
  return planRun({
    manifest: compiled.manifest,
    state,
    selected: options.selected,
    command: options.command,
    // Only the first round makes tables anew; the rounds after it go on from there.
    fullRefresh: options.fullRefresh && round === 0,
    takesNewFiles: options.takesNewFiles ?? true,
    discardsHistory: options.discardsHistory ?? false,
    storeFailures: options.storeFailures ?? false,
    runId: `${options.runId}#${round}`,
    now,
    newBatchId: () => makeBatchId(new Date(), ++batches, newestBatch),
    layout,
    writer: adapterWriter(layout, columns),
    columns,
    ledger,
    takesOver: takeFence(ledger, options.runId),
    prepare: prepareStatements(ledger, layout.adapters.redshift, state.built, now),
    prepareSpark: !layout.isOneDatabase && layout.adapters.spark === 'duckdb' ? macroStatements() : [],
    runsDataFrames: engines.setup.runsDataFrames,
    target: compiled.context.target,
    onRunStart: compiled.hooks.onRunStart,
    onRunEnd: compiled.hooks.onRunEnd,
  })
}

/** The columns of all relations, with the types that the files which are there give them. */
function columnsIn({ manifest, columns }: CompiledProject, state: WarehouseState): KnownColumns {
  const types = new Map<NodeId, (name: string) => SqlType | null>()
  return retyped(manifest, columns, (source, column) => {
    const typeOf =
      types.get(source.id) ?? sourceTypes(source, [...(state.sources.get(source.id)?.files.values() ?? [])])
    types.set(source.id, typeOf)
    return typeOf(column)
  })
}

class Run {
  readonly #compiled: CompiledProject
  readonly #options: RunOptions
  readonly #engines: OpenEngines
  readonly #stores: SourceStores
  readonly #handoffs: HandoffFolders
  readonly #unitTests: UnitTests
  readonly #diagnostics: Diagnostic[] = []
  readonly #notes = new Set<string>()
  /** Of each step that failed, whether the same might go through later. */
  readonly #failures: boolean[] = []
  #unchanged: readonly NodeId[] = []
  #stop = false

  constructor(
    compiled: CompiledProject,
    options: RunOptions,
    engines: OpenEngines,
    stores: SourceStores,
    handoffs: HandoffFolders,
    scratch: ScratchDatabase,
  ) {
    this.#compiled = compiled
    this.#options = options
    this.#engines = engines
    this.#stores = stores
    this.#handoffs = handoffs
    this.#unitTests = new UnitTests(compiled.manifest, options.root, scratch)
  }

  async all(): Promise<RunSummary> {
    const options = this.#options
    const results = new Map<NodeId, NodeResult>()
    for (let round = 0; ; round++) {
      const plan = await retryRejections(() => this.#plan(round), options.signal)
      this.#tell(plan.diagnostics)
      for (const note of plan.notes) this.#notes.add(note)
      if (round === 0) this.#unchanged = plan.unchanged.map((item) => item.node)
      if (plan.steps.length === 0 && plan.skipped.length === 0) {
        if (plan.left > 0)
          this.#notes.add(`${filesWait(plan.left)} for a build that selects the staging models over them.`)
        break
      }
      options.listener({ event: 'planned', plan })
      // What is wrong with an engine is said once, and not at each of its nodes.
      for (const engine of new Set(plan.steps.flatMap((step) => [...enginesOf(step)]))) await this.#engines.open(engine)
      if (this.#engines.setup.dataframes && plan.steps.some(runsDataFrame)) await this.#engines.openForDataFrames()
      this.#tell(this.#engines.warnings)
      const found = await this.#round(plan, options)
      for (const result of found) results.set(result.node, merge(results.get(result.node), result))
      // A round in which nothing could be done, as when a hook failed before it, would come again for ever.
      const failed =
        found.some((result) => result.status === 'error' || result.status === 'fail') ||
        found.every((result) => result.status === 'skipped')
      const goesOn = plan.goesOn || (options.untilCaughtUp && plan.left > 0)
      if (!goesOn || failed || this.#stop || options.signal.aborted) {
        if (plan.left > 0)
          this.#notes.add(
            `${filesWait(plan.left)} for the next build; \`--until-caught-up\` goes on until none is left.`,
          )
        break
      }
    }
    const list = [...results.values()]
    const touched = new Set(results.keys())
    const summary: RunSummary = {
      results: list,
      counts: countStatuses(list),
      unchanged: this.#unchanged.filter((node) => !touched.has(node)),
      seconds: (Date.now() - options.startedAt.getTime()) / 1000,
      notes: [...this.#notes],
      diagnostics: this.#diagnostics,
      interrupted: options.signal.aborted,
      tryAgain: this.#failures.length > 0 && this.#failures.every((mayPass) => mayPass),
    }
    options.listener({ event: 'summary', summary })
    return summary
  }

  #plan(round: number): Promise<Plan> {
    return makePlan(this.#compiled, this.#options, this.#engines, this.#stores, round)
  }

  /** Each problem once, though every round may meet it. */
  #tell(found: readonly Diagnostic[]): void {
    const known = new Set(this.#diagnostics.map((problem) => problem.message))
    this.#diagnostics.push(...found.filter((problem) => !known.has(problem.message)))
  }

  async #round(plan: Plan, options: RunOptions): Promise<readonly NodeResult[]> {
    const threads = options.threads ?? this.#compiled.settings.threads
    const collector = new ResultCollector(plan, this.#compiled.manifest, options.listener, threads)
    const faults = faultsFrom(options.env.TIDEMILL_FAULT)
    const lost = new Set(plan.skipped.map((item) => item.node))
    collector.begin()
    await runSchedule(plan.steps, {
      threads,
      poolsOf: this.#engines.setup.layout.isOneDatabase ? () => ['redshift'] : enginesOf,
      stopped: () => this.#stop || options.signal.aborted,
      skipped: (step, cause) => {
        if (step.node !== null) lost.add(step.node)
        collector.skipped(step, cause)
      },
      perform: async (step) => {
        collector.started(step)
        const limits = this.#limitsOf(step)
        const outcome = await withRetries(() => this.#perform(step, faults, lost, limits), limits.signal)
        if (outcome.heldBack && step.batch !== null) await this.#hold(step)
        await this.#recordTests(step, outcome)
        collector.finished(step, outcome)
        if (step.node === null) this.#tell(outcome.diagnostics)
        if (outcome.status === 'error' && step.node !== null) lost.add(step.node)
        if (outcome.status === 'error') this.#failures.push(outcome.retryable)
        if (outcome.status === 'error' && options.failFast) this.#stop = true
        return outcome.status
      },
    })
    return collector.end()
  }

  /** A node's `timeout` holds for all attempts together. */
  #limitsOf(step: Step): StepLimits {
    const { signal } = this.#options
    const node = step.node === null ? undefined : this.#compiled.manifest.nodes.get(step.node)
    const timeoutSeconds = node?.kind === 'model' ? node.config.timeoutSeconds : null
    if (timeoutSeconds === null) return { signal, timeoutSeconds }
    return { signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutSeconds * 1000)]), timeoutSeconds }
  }

  /** Each step has sessions of its own, so that its temporary tables go with it. */
  async #perform(
    step: Step,
    faults: ReturnType<typeof faultsFrom>,
    lost: ReadonlySet<NodeId>,
    limits: StepLimits,
  ): Promise<StepOutcome> {
    const { manifest } = this.#compiled
    const { layout } = this.#engines.setup
    const unitTest = manifest.nodes.get(step.node ?? '')
    if (unitTest?.kind === 'unit_test') return this.#unitTests.run(unitTest, limits.signal)
    const sessions = new Map<EngineName, Promise<Session>>()
    const session = (engine: EngineName) => {
      const own = layout.isOneDatabase ? 'redshift' : engine
      const connected = sessions.get(own) ?? this.#engines.connect(own)
      sessions.set(own, connected)
      return connected
    }
    let dataframes: Promise<Session> | null = null
    const dataframeSession = () => {
      dataframes ??= this.#engines.openForDataFrames().then((engine) => engine.connect())
      return dataframes
    }
    try {
      return await performStep(step, {
        manifest,
        layout,
        session,
        dataframeSession,
        handoffs: this.#handoffs,
        readFiles: (files, engine, signal, read) =>
          this.#stores.read(files, { readsS3: this.#engines.readsS3(engine), signal }, read),
        faults,
        fence: fenceQuery(this.#ledger, this.#options.runId, layout.warehouse.lockRows),
        lost,
        ...limits,
        seedPath: (id) => join(this.#options.root, manifest.nodes.get(id)?.path ?? ''),
      })
    } finally {
      const connected = await Promise.allSettled([...sessions.values(), ...(dataframes ? [dataframes] : [])])
      for (const result of connected) if (result.status === 'fulfilled') await result.value.close()
    }
  }

  /** A batch that a check has held back takes later files in. Several steps may say so of one batch at once. */
  async #hold({ batch, node, id }: Step): Promise<void> {
    if (batch !== null) await this.#record([markHeld(this.#ledger, batch, node ?? id)])
  }

  /** A step that failed takes its transaction back, and its tests' results are to be kept all the same. */
  async #recordTests({ batch }: Step, { tests }: StepOutcome): Promise<void> {
    const results = tests.flatMap((outcome): TestResult[] => {
      const test = this.#compiled.manifest.nodes.get(outcome.test)
      if (test?.kind !== 'test' || outcome.status === 'skipped') return []
      return [
        {
          runId: this.#options.runId,
          test: test.id,
          name: test.name,
          rule: test.testName,
          node: test.attachedTo,
          column: test.column,
          batchId: test.scope === 'row' ? batch : null,
          status: outcome.status,
          severity: test.config.severity,
          failures: outcome.failures,
          rows: outcome.rows,
          checkedAt: outcome.completedAt.toISOString(),
          seconds: (outcome.completedAt.getTime() - outcome.startedAt.getTime()) / 1000,
        },
      ]
    })
    if (results.length > 0) await this.#record(recordTestResults(this.#ledger, results))
  }

  get #ledger(): Ledger {
    return ledgerOf(this.#compiled, this.#engines)
  }

  async #record(statements: readonly string[]): Promise<void> {
    await retryRejections(async () => {
      const session = await this.#engines.connect('redshift')
      try {
        await session.transaction(async (warehouse) => {
          for (const statement of statements) await warehouse.execute(statement)
        })
      } finally {
        await session.close()
      }
    }, this.#options.signal)
  }
}

type StepLimits = Pick<PerformContext, 'signal' | 'timeoutSeconds'>

/** One result for a node that several rounds worked on. */
function merge(before: NodeResult | undefined, after: NodeResult): NodeResult {
  if (!before) return after
  // Only tests count failures: what one batch made them say is not taken back by the next.
  if (before.failures !== null || after.failures !== null) return worse(before, after)
  return {
    ...after,
    startedAt: before.startedAt,
    rows: before.rows === null && after.rows === null ? null : (before.rows ?? 0) + (after.rows ?? 0),
  }
}

function filesWait(count: number): string {
  return count === 1 ? '1 file waits' : `${count} files wait`
}
