import { configUnknownColumn } from '../diagnostics/catalog/config.ts'
import { otherKey } from '../diagnostics/catalog/dataframe.ts'
import { cannotCross, rowsLost } from '../diagnostics/catalog/handoff.ts'
import {
  columnsChanged,
  engineFailed,
  keyNull,
  keyRepeated,
  stopped,
  tableLost,
  takenOver,
  timedOut,
  unreadableValue,
} from '../diagnostics/catalog/plan.ts'
import { changeWithoutTime, unknownMemberTaken } from '../diagnostics/catalog/versions.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { lineSpan, type Span } from '../diagnostics/source.ts'
import type { Session, Statements, Unloaded, Value } from '../engines/engine.ts'
import { EngineError } from '../engines/engine-error.ts'
import type { ChangeFiles } from '../ingest/change-files.ts'
import type { EngineName, Node, NodeId } from '../manifest/nodes.ts'
import { type Relation, relationKey } from '../manifest/relation.ts'
import type { Action, CheckProblem, SqlText, Step } from '../planner/steps.ts'
import type { Release } from '../storage/object-store.ts'
import { StorageError } from '../storage/storage-error.ts'
import { invariant } from '../util/invariant.ts'
import { contractProblems } from './contract-problems.ts'
import { dataframeProblems } from './dataframe-problems.ts'
import { DataFrameWork } from './dataframe-work.ts'
import { placeIn } from './engine-place.ts'
import type { Faults } from './faults.ts'
import { StepStopped } from './step-stopped.ts'
import { storageProblem } from './storage-problems.ts'
import { type ActionOf, TableWork } from './table-work.ts'
import { apart, isJudged, ScanFailed, type TestContext, type TestOutcome, TestWork } from './test-work.ts'

export interface StepOutcome {
  readonly status: 'success' | 'error'
  readonly rows: number | null
  readonly tests: readonly TestOutcome[]
  readonly diagnostics: readonly Diagnostic[]
  /** A data test or a built-in check held the step's result back. */
  readonly heldBack: boolean
  readonly retryable: boolean
}

export interface PerformContext extends TestContext {
  /** A session on the Spark that runs DataFrame models where the step's engine does not. */
  dataframeSession(): Promise<Session>
  readonly faults: Faults
  /** Gives a row as long as no other run has taken over. */
  readonly fence: string
  /** Has an engine read files, and answers with what lets them go. */
  readFiles(
    files: ChangeFiles,
    engine: EngineName,
    signal: AbortSignal,
    read: (files: ChangeFiles) => Promise<void>,
  ): Promise<Release>
  /** The path of a seed's file on this machine. */
  seedPath(seed: NodeId): string
  /** How long the step may take; null: as long as it wants. `signal` is then aborted with a TimeoutError. */
  readonly timeoutSeconds: number | null
}

/** Does what a step's script says. Never throws for what an engine or the data can do wrong. */
export async function performStep(step: Step, context: PerformContext): Promise<StepOutcome> {
  const outcome = (await attempt(step, context)) ?? (await attempt({ ...step, script: apart(step.script) }, context))
  invariant(outcome, 'tests that are judged one by one are not judged together')
  return outcome
}

/** Null where a query over several tests failed: nothing is left of the attempt then. */
async function attempt(step: Step, context: PerformContext): Promise<StepOutcome | null> {
  const performer = new Performer(step, context)
  try {
    await performer.all(step.script)
    return {
      status: 'success',
      rows: performer.rows,
      tests: performer.tests.outcomes,
      diagnostics: [],
      heldBack: false,
      retryable: false,
    }
  } catch (failure) {
    if (failure instanceof ScanFailed) return null
    const { diagnostics, heldBack, retryable } =
      failure instanceof StepStopped ? failure : performer.engineProblem(failure, null)
    return { status: 'error', rows: null, tests: performer.tests.outcomes, diagnostics, heldBack, retryable }
  } finally {
    await performer.cleanUp()
  }
}

class Performer {
  rows: number | null = null
  readonly tests: TestWork
  readonly #step: Step
  readonly #context: PerformContext
  readonly #tables: TableWork
  /** Tables of the step's own, each with what lets go of it. */
  readonly #scratch = new Map<string, (session: Session) => Promise<unknown>>()
  readonly #unloaded = new Map<string, Unloaded>()
  /** Files that the step reads: some engines read them again as long as it goes on. */
  readonly #held: Release[] = []
  /** What the warehouse is to know once the transaction on another database is committed. */
  readonly #toRecord: SqlText[] = []
  #isInTransaction = false

  constructor(step: Step, context: PerformContext) {
    this.#step = step
    this.#context = context
    this.#tables = new TableWork(context.layout, step.engine, (text, send) => this.#run(text, send))
    this.tests = new TestWork(step, context, this.#tables, {
      run: (text, send, owner) => this.#run(text, send, owner),
      problem: (failure) => this.engineProblem(failure, null),
      record: (texts, statements) => this.#record(texts, statements),
      perform: (action, statements) => this.#one(action, statements),
      owns: (relation) => this.#owns(relation),
    })
  }

  async all(actions: readonly Action[]): Promise<void> {
    const session = await this.#context.session(this.#step.engine)
    const bare: Action[] = []
    const performBare = async () => {
      await this.#inside(bare.splice(0), session)
      await this.#recordInWarehouse(this.#toRecord.splice(0))
    }
    for (const action of actions) {
      if (action.kind !== 'transaction') {
        bare.push(action)
        continue
      }
      await performBare()
      await session.transaction(async (statements) => {
        this.#isInTransaction = true
        await this.#inside(action.actions, statements)
      })
      this.#isInTransaction = false
      // Recorded sooner, a table would pass for new that a crash has left as it was.
      await this.#recordInWarehouse(this.#toRecord.splice(0))
    }
    await performBare()
  }

  /** What the step laid out for itself goes, whatever became of it; so do the files of its hand-offs. */
  async cleanUp(): Promise<void> {
    await this.tests.keepFailing()
    for (const name of this.#unloaded.keys()) this.#context.handoffs.remove(name)
    try {
      if (this.#scratch.size === 0) return
      const session = await this.#context.session(this.#step.engine)
      for (const drop of this.#scratch.values()) await drop(session)
    } catch {
      // With its session gone they are too.
    } finally {
      for (const release of this.#held) release()
    }
  }

  async #inside(actions: readonly Action[], statements: Statements): Promise<void> {
    for (let index = 0; index < actions.length; index++) {
      const action = actions[index] as Action
      if (action.kind === 'fail') throw new StepStopped(failuresFrom(actions.slice(index)), false)
      await this.#one(action, statements)
      if (isJudged(action) && !isJudged(actions[index + 1])) this.tests.stopOnFailure()
    }
  }

  async #one(action: Action, statements: Statements): Promise<void> {
    switch (action.kind) {
      case 'execute': {
        const { rows } = await this.#run(action.sql, (sql, options) => statements.execute(sql, options))
        if (action.counts) this.rows = rows ?? this.rows
        return
      }
      case 'create':
        await this.#create(action, statements)
        return
      case 'record':
        await this.#record(action.statements, statements)
        return
      case 'dataframe':
        await this.#runDataFrame(action, statements)
        return
      case 'read-changes':
        this.#scratch.set(action.into.name, (session) => session.dropKept(action.into))
        try {
          this.#held.push(
            await this.#context.readFiles(action.from, this.#step.engine, this.#context.signal, (files) =>
              statements.readChanges(files, action.into, this.#options),
            ),
          )
        } catch (failure) {
          throw this.#filesProblem(failure, action.from)
        }
        return
      case 'expect-none': {
        const { columns, rows } = await this.#run(action.sql, (sql, options) => statements.query(sql, options))
        const [first] = rows
        if (!first) return
        const key = columns.map((column, index) => `${column.name} = ${show(first[index] ?? null)}`).join(', ')
        throw new StepStopped([checkProblem(action.problem, first)(this.#name, key, this.#span)], true)
      }
      case 'test':
        await this.tests.judge(action, statements, this.#isInTransaction)
        return
      case 'scan':
        await this.tests.scan(action, statements, this.#isInTransaction)
        return
      case 'make-room':
        await this.#tables.makeRoom(action, statements)
        return
      case 'expect-contract': {
        const columns = (await statements.describe(action.of))?.columns ?? []
        const dialect = this.#context.layout.dialects[this.#step.engine]
        const promised = { name: this.#name, engine: this.#step.engine, span: this.#span }
        const problems = contractProblems(action.contract, columns, dialect, promised)
        if (problems.length > 0) throw new StepStopped(problems, false)
        return
      }
      case 'expect-table':
        if (await statements.describe(action.table)) return
        throw new StepStopped([tableLost(this.#name, relationKey(action.table), this.#span)], false)
      case 'match-columns': {
        const differences = await this.#tables.matchColumns(action, statements)
        if (differences) throw new StepStopped([columnsChanged(this.#name, differences, this.#span)], false)
        return
      }
      case 'insert-matching': {
        const rows = await this.#tables.insertMatching(action, statements)
        if (action.counts) this.rows = (this.rows ?? 0) + rows
        return
      }
      case 'update-matching':
        await this.#update(action, statements)
        return
      case 'publish': {
        const rows = await this.#tables.publish(action, statements)
        if (action.counts) this.rows = rows
        return
      }
      case 'drop':
        await this.#tables.drop(action, statements)
        return
      case 'restore-views':
        await this.#tables.restoreViews(action.views, statements)
        return
      case 'load-seed':
        this.#owns(action.into)
        await this.#loadSeed(action, statements)
        return
      case 'unload':
        await this.#unload(action)
        return
      case 'empty':
        await this.#empty(action, statements)
        return
      case 'load-handoff':
        await this.#loadHandoff(action, statements)
        return
      case 'fault-point':
        this.#context.faults.reach(action.name)
        return
      case 'fail':
        throw new StepStopped([action.diagnostic], false)
      case 'unit-test':
        throw new Error('unit tests do not run on the engines of a profile')
      case 'transaction':
        throw new Error('transactions do not nest')
    }
  }

  /** With the rest of the transaction where the step works on the warehouse, else after it and in one of its own there. */
  async #record(texts: readonly SqlText[], statements: Statements): Promise<void> {
    const { layout } = this.#context
    if (this.#step.engine === 'redshift' || layout.isOneDatabase) {
      await this.#guard(statements)
      for (const { sql } of texts) await statements.execute(sql)
    } else if (layout.dialects[this.#step.engine].hasTransactions) this.#toRecord.push(...texts)
    else await this.#recordInWarehouse(texts)
  }

  async #recordInWarehouse(texts: readonly SqlText[]): Promise<void> {
    if (texts.length === 0) return
    const session = await this.#context.session('redshift')
    await session.transaction(async (warehouse) => {
      await this.#guard(warehouse)
      for (const { sql } of texts) await warehouse.execute(sql)
    })
  }

  /** What another run has taken over must not be committed any more. */
  async #guard(statements: Statements): Promise<void> {
    const { rows } = await statements.query(this.#context.fence)
    if (rows.length === 0) throw new StepStopped([takenOver(this.#name, this.#span)], false)
  }

  #owns(relation: Relation): void {
    const drop = this.#context.layout.dialects[this.#step.engine].dropScratch(relation)
    if (drop !== null) this.#scratch.set(relation.name, (session) => session.execute(drop))
  }

  async #create(action: Extract<Action, { kind: 'create' }>, statements: Statements): Promise<void> {
    if (action.as === 'scratch' || action.as === 'scratch-view') this.#owns(action.into)
    const rows = await this.#tables.create(action, statements)
    if (action.counts) this.rows = rows ?? this.rows
  }

  async #update(action: ActionOf<'update-matching'>, statements: Statements): Promise<void> {
    const { rows, lacking, given } = await this.#tables.updateMatching(action, statements)
    const problems = lacking.map((column) =>
      configUnknownColumn('merge_update_columns', column, this.#name, given, this.#span),
    )
    if (problems.length > 0) throw new StepStopped(problems, false)
    if (action.counts) this.rows = (this.rows ?? 0) + rows
  }

  async #runDataFrame(action: ActionOf<'dataframe'>, statements: Statements): Promise<void> {
    this.#owns(action.into)
    const work = new DataFrameWork(this.#context, this.#step.engine, this.#tables, (send) => this.#sent(send))
    const { columns, stuck } = await work.run(action, statements)
    if (stuck) {
      const { name, type } = stuck
      throw new StepStopped([cannotCross(this.#name, name, type, 'spark', this.#step.engine, this.#span)], false)
    }
    const node = this.#context.manifest.nodes.get(action.model)
    const problems = node ? dataframeProblems(action, columns, node.name, node.span) : []
    if (problems.length > 0) throw new StepStopped(problems, false)
  }

  async #loadSeed(action: Extract<Action, { kind: 'load-seed' }>, statements: Statements): Promise<void> {
    const seed = this.#context.manifest.nodes.get(action.seed)
    if (seed?.kind !== 'seed') return
    await this.#tables.createForSeed(action, statements)
    const columns = action.columns.map((column) => column.name)
    const file = { path: this.#context.seedPath(action.seed), header: true, delimiter: seed.delimiter, null: '' }
    await this.#sent(() => statements.load(action.into, { kind: 'csv', columns, ...file }, this.#options))
  }

  async #unload({ engine, from, handoff }: Extract<Action, { kind: 'unload' }>): Promise<void> {
    const { session, layout, handoffs } = this.#context
    const sql = `select * from ${layout.dialects[engine].relation(from)}`
    const on = await session(engine)
    const folder = handoffs.make(handoff)
    const unloaded = await this.#sent(() => on.unload({ sql, folder }, this.#options))
    handoffs.writeManifest(handoff, { relation: from, from: engine, ...unloaded })
    this.#unloaded.set(handoff, unloaded)
  }

  async #empty(action: Extract<Action, { kind: 'empty' }>, statements: Statements): Promise<void> {
    const unloaded = this.#unloadedAs(action.handoff)
    const columns = this.#tables.handoffColumns(action, unloaded.columns)
    const stuck = columns.find(({ type }) => type === null)
    if (stuck) {
      const [from, to] = [action.from, this.#step.engine]
      throw new StepStopped([cannotCross(this.#name, stuck.name, stuck.from, from, to, this.#span)], false)
    }
    await this.#tables.empty(action, columns, statements)
  }

  async #loadHandoff(action: Extract<Action, { kind: 'load-handoff' }>, statements: Statements): Promise<void> {
    const unloaded = this.#unloadedAs(action.handoff)
    const files = unloaded.files.map((file) => file.path)
    const columns = unloaded.columns.map((column) => column.name)
    const source = { kind: 'parquet', columns, files } as const
    const { rows } = await this.#sent(() => statements.load(action.into, source, this.#options))
    if (rows !== null && rows !== unloaded.rows)
      throw new StepStopped([rowsLost(this.#name, unloaded.rows, rows, this.#span)], false)
    this.rows = unloaded.rows
  }

  #unloadedAs(handoff: string): Unloaded {
    const unloaded = this.#unloaded.get(handoff)
    invariant(unloaded, 'a hand-off is unloaded before it is loaded')
    return unloaded
  }

  get #options(): { readonly signal: AbortSignal } {
    return { signal: this.#context.signal }
  }

  /** Work that sends no SQL of an author's. */
  async #sent<T>(send: () => Promise<T>): Promise<T> {
    try {
      return await send()
    } catch (failure) {
      const { diagnostics, retryable } = this.engineProblem(failure, null)
      throw new StepStopped(diagnostics, false, retryable)
    }
  }

  /** Runs SQL; what the engine says against it becomes a diagnostic at the place in the template. */
  async #run<T>(
    text: SqlText,
    send: (sql: string, options: { signal: AbortSignal }) => Promise<T>,
    owner: NodeId | null = null,
  ): Promise<T> {
    try {
      return await send(text.sql, { signal: this.#context.signal })
    } catch (failure) {
      const { diagnostics, retryable } = this.engineProblem(failure, text, owner)
      throw new StepStopped(diagnostics, false, retryable)
    }
  }

  engineProblem(failure: unknown, text: SqlText | null, owner: NodeId | null = null): StepStopped {
    if (!(failure instanceof EngineError)) throw failure
    const span =
      this.#codeSpan(failure) ??
      placeIn(text, failure.position) ??
      this.#ownSpan(text) ??
      (owner === null ? this.#span : this.#spanOf(owner))
    const name = owner === null ? this.#name : (this.#context.manifest.nodes.get(owner)?.name ?? owner)
    if (failure.kind === 'cancelled') return new StepStopped([this.#stopped(name)], false)
    return new StepStopped([engineFailed(name, failure.message, span, helpFor(failure))], false, failure.retryable)
  }

  #stopped(name: string): Diagnostic {
    const { signal, timeoutSeconds } = this.#context
    const isLate = timeoutSeconds !== null && (signal.reason as Error | undefined)?.name === 'TimeoutError'
    return isLate ? timedOut(name, timeoutSeconds, this.#span) : stopped(name)
  }

  /** The files are at fault for a value that cannot be read, and not the model that happens to be staged. */
  #filesProblem(failure: unknown, { source, files }: ChangeFiles): StepStopped {
    const node = this.#context.manifest.nodes.get(source)
    if (failure instanceof StorageError && node?.kind === 'source') {
      if (failure.kind === 'cancelled') return new StepStopped([this.#stopped(this.#name)], false)
      const problem = storageProblem(failure, `${node.sourceName}.${node.name}`, node.span)
      return new StepStopped([problem], false, failure.mayPass)
    }
    if (!(failure instanceof EngineError) || failure.kind !== 'data' || node?.kind !== 'source')
      return this.engineProblem(failure, null)
    const keys = files.map((file) => file.key)
    const table = `${node.sourceName}.${node.name}`
    return new StepStopped([unreadableValue(table, keys, failure.message, node.span)], false, failure.retryable)
  }

  get #name(): string {
    const { node, id } = this.#step
    return node === null ? id : (this.#context.manifest.nodes.get(node)?.name ?? node)
  }

  get #span(): Span | null {
    return this.#spanOf(this.#step.node)
  }

  #spanOf(node: NodeId | null): Span | null {
    return node === null ? null : (this.#context.manifest.nodes.get(node)?.span ?? null)
  }

  /** A line of the DataFrame model whose step this is, of another whose view it reads, or of a test. */
  #codeSpan({ codePlace }: EngineError): Span | null {
    if (!codePlace) return null
    const { nodes } = this.#context.manifest
    const own = this.#step.node === null ? undefined : nodes.get(this.#step.node)
    const fileOf = (node: Node) => (node.kind === 'test' && node.dataframe ? node.dataframe.file : node.span.file)
    const isMeant = (node: Node) => fileOf(node).path === codePlace.path
    const found = own && isMeant(own) ? own : [...nodes.values()].find(isMeant)
    return found ? lineSpan(fileOf(found), codePlace.line) : null
  }

  /** The beginning of the first template that had a part in the SQL. */
  #ownSpan(text: SqlText | null): Span | null {
    const written = text?.pieces[0]?.text
    // A call of config leaves the end of its line.
    const first = Math.max(0, written?.text.search(/\S/) ?? 0)
    return text?.span ?? written?.originOf(first, first + 1)?.span ?? null
  }
}

/** All that was known to be wrong is told at once. */
function failuresFrom(actions: readonly Action[]): readonly Diagnostic[] {
  const end = actions.findIndex((action) => action.kind !== 'fail')
  const failures = end < 0 ? actions : actions.slice(0, end)
  return failures.flatMap((action) => (action.kind === 'fail' ? action.diagnostic : []))
}

function helpFor({ kind, candidates }: EngineError): string | null {
  if (kind === 'missing-relation') return 'Build what it reads first: `tidemill build`.'
  if (kind === 'resources') return 'Make room, on the disk or in memory, and build again: nothing half-made is left.'
  return candidates.length > 0 ? `The engine knows ${candidates.slice(0, 5).join(', ')}.` : null
}

function show(value: Value): string {
  return value === null ? 'NULL' : typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** What makes the words for a built-in check that found a row. */
function checkProblem(problem: CheckProblem, row: readonly Value[]) {
  switch (problem) {
    case 'cdc/key':
      return row.includes(null) ? keyNull : keyRepeated
    case 'dataframe/other-key':
      return otherKey
    case 'versions/no-time':
      return changeWithoutTime
    case 'versions/unknown-member-taken':
      return unknownMemberTaken
  }
}
