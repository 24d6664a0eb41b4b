import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Column, Session, Statements, Value } from '../engines/engine.ts'
import { EngineError } from '../engines/engine-error.ts'
import type { Manifest } from '../manifest/manifest.ts'
import type { EngineName, NodeId } from '../manifest/nodes.ts'
import { type Relation, relationKey } from '../manifest/relation.ts'
import type { EngineLayout } from '../planner/engine-layout.ts'
import { recordAllBuilt } from '../planner/record.ts'
import type { Action, JudgedTest, SqlText, Step } from '../planner/steps.ts'
import { verdict } from '../quality/judgement.ts'
import type { HandoffFolders } from './handoff-folders.ts'
import { StepStopped } from './step-stopped.ts'
import type { ActionOf, StoredRows, TableWork } from './table-work.ts'

/** How one data test inside a step ended. */
export interface TestOutcome {
  readonly test: NodeId
  readonly status: 'pass' | 'warn' | 'fail' | 'error' | 'skipped'
  /** Why it was skipped, or what else is to be known. */
  readonly message: string | null
  readonly failures: number | null
  /** How many rows it has looked at, where that was counted. */
  readonly rows: number | null
  readonly startedAt: Date
  readonly completedAt: Date
  readonly diagnostics: readonly Diagnostic[]
}

export interface TestContext {
  readonly manifest: Manifest
  readonly layout: EngineLayout
  /** The step's own session on an engine; it is closed when the step ends. */
  session(engine: EngineName): Promise<Session>
  readonly handoffs: HandoffFolders
  /** Nodes that failed or were skipped in this run: what looks at them cannot be judged. */
  readonly lost: ReadonlySet<NodeId>
  readonly signal: AbortSignal
}

/** What the step's performer does for its tests. */
export interface StepPerformer {
  /** Runs SQL; what the engine says against it is a StepStopped. `owner`: the node that it is of. */
  run<T>(
    text: SqlText,
    send: (sql: string, options: { signal: AbortSignal }) => Promise<T>,
    owner: NodeId | null,
  ): Promise<T>
  problem(failure: unknown): StepStopped
  /** Writes the ledger. */
  record(texts: readonly SqlText[], statements: Statements): Promise<void>
  /** Does what a test needs before it is asked. */
  perform(action: Action, statements: Statements): Promise<void>
  /** A table that goes with the step. */
  owns(relation: Relation): void
}

/** A query that judges several tests failed: which of them is at fault, each by itself can tell. */
export class ScanFailed extends Error {
  override readonly name = 'ScanFailed'
}

/** A script whose tests are judged one by one. */
export function apart(script: readonly Action[]): readonly Action[] {
  return script.flatMap((action): readonly Action[] => {
    if (action.kind === 'transaction') return [{ ...action, actions: apart(action.actions) }]
    return action.kind === 'scan' ? action.tests : [action]
  })
}

export function isJudged(action: Action | undefined): boolean {
  return action?.kind === 'test' || action?.kind === 'scan'
}

function setAsideMessage(rows: number, kept: string): string {
  return `Set ${rows === 1 ? '1 row' : `${rows} rows`} aside in ${kept}`
}

/** Judges the data tests of a step, and keeps the rows that fail where that is asked for. */
export class TestWork {
  readonly outcomes: TestOutcome[] = []
  readonly #step: Step
  readonly #context: TestContext
  readonly #tables: TableWork
  readonly #performer: StepPerformer
  /** Failing rows that are kept once the step has ended: they may be of rows that a rollback takes back. */
  readonly #failing: (StoredRows & { readonly test: NodeId; readonly handoff: string })[] = []

  constructor(step: Step, context: TestContext, tables: TableWork, performer: StepPerformer) {
    this.#step = step
    this.#context = context
    this.#tables = tables
    this.#performer = performer
  }

  /** `isInTransaction`: an engine that refuses the query gives the transaction up. */
  async judge(action: JudgedTest, statements: Statements, isInTransaction: boolean): Promise<void> {
    const { test: id } = action
    const startedAt = new Date()
    const outcome = (found: Pick<TestOutcome, 'status'> & Partial<TestOutcome>) =>
      this.outcomes.push({
        test: id,
        failures: null,
        rows: null,
        message: null,
        diagnostics: [],
        startedAt,
        completedAt: new Date(),
        ...found,
      })
    const { manifest, lost } = this.#context
    const test = manifest.nodes.get(id)
    if (test?.kind !== 'test') return
    const absent = test.dependsOn.find((parent) => parent !== this.#step.node && lost.has(parent))
    if (absent !== undefined) {
      outcome({ status: 'skipped', message: `Skipped: ${manifest.nodes.get(absent)?.name ?? absent} was not built.` })
      return
    }
    try {
      for (const before of action.prepares) await this.#performer.perform(before, statements)
      const { rows } = await this.#performer.run(action.sql, (sql, options) => statements.query(sql, options), id)
      const [failures, shouldWarn, shouldError] = rows[0] ?? [0, false, false]
      const status = verdict(test.config.severity, shouldWarn === true, shouldError === true)
      if (action.stores) await this.#storeFailing(id, action.stores, statements)
      outcome({ status, failures: Number(failures) })
      if (status !== 'fail') await this.#recordPassed([action], statements)
    } catch (failure) {
      const { diagnostics } = failure instanceof StepStopped ? failure : this.#performer.problem(failure)
      outcome({ status: 'error', diagnostics })
      // The engine has given the transaction up: what follows in it would fail too.
      if (isInTransaction) throw new StepStopped([], true)
    }
  }

  /** Where nothing is taken back they can be kept at once. */
  async #storeFailing(
    test: NodeId,
    { into, rows }: NonNullable<JudgedTest['stores']>,
    statements: Statements,
  ): Promise<void> {
    const dialect = this.#context.layout.dialects[this.#step.engine]
    if (!dialect.hasTransactions) {
      await this.#tables.create({ kind: 'create', as: 'table', into, rows: { kind: 'query', sql: rows } }, statements)
      return
    }
    const scratch = dialect.scratch(`_tm_failing_${this.#failing.length}`, 0)
    this.#performer.owns(scratch)
    await this.#tables.create(
      { kind: 'create', as: 'scratch', into: scratch, rows: { kind: 'query', sql: rows } },
      statements,
    )
    const columns = ((await statements.describe(scratch))?.columns ?? []).map((column) => this.#storable(column))
    const items = columns.map(
      ({ name, type }) => `cast(${dialect.identifier(name)} as ${type}) as ${dialect.identifier(name)}`,
    )
    const handoff = `failing_${into.name}`
    const sql = `select ${items.join(', ')} from ${dialect.relation(scratch)}`
    const found = await statements.unload({ sql, folder: this.#context.handoffs.make(handoff) }, this.#options)
    this.#failing.push({ test, handoff, into, columns, files: found.files.map(({ path }) => path) })
  }

  /** Numbers of any precision, and what no file holds, are kept as something close to them. */
  #storable({ name, type }: Column): Column {
    if (/^numeric$/i.test(type)) return { name, type: 'double precision' }
    const { dialects } = this.#context.layout
    return { name, type: dialects[this.#step.engine].readType(type, this.#step.engine) ? type : 'varchar' }
  }

  /** Each test is said to have taken its share of the time. */
  async scan(action: ActionOf<'scan'>, statements: Statements, isInTransaction: boolean): Promise<void> {
    const begin = Date.now()
    const found = await this.#scanned(action.sql, statements)
    const share = (Date.now() - begin) / action.tests.length
    const rows = action.rows ? Number(found.shift()) : null
    const passed: JudgedTest[] = []
    for (const [index, judged] of action.tests.entries()) {
      const { test: id } = judged
      const test = this.#context.manifest.nodes.get(id)
      if (test?.kind !== 'test') continue
      const [failures, shouldWarn, shouldError] = found.slice(3 * index, 3 * index + 3)
      if (action.hints.includes(id) && Number(failures) > 0) {
        await this.judge(judged, statements, isInTransaction)
        continue
      }
      const status = verdict(test.config.severity, shouldWarn === true, shouldError === true)
      const [startedAt, completedAt] = [index, index + 1].map((part) => new Date(begin + part * share)) as [Date, Date]
      const kept = action.setsAside && Number(failures) > 0 ? relationKey(action.setsAside) : null
      const message = kept === null ? null : setAsideMessage(Number(failures), kept)
      const outcome = { message, diagnostics: [], failures: Number(failures), rows, startedAt, completedAt }
      this.outcomes.push({ test: id, status, ...outcome })
      if (status !== 'fail') passed.push(judged)
    }
    await this.#recordPassed(passed, statements)
  }

  async #recordPassed(tests: readonly JudgedTest[], statements: Statements): Promise<void> {
    const [first] = tests
    if (!first) return
    const fingerprints = new Map(tests.map(({ test, fingerprint }) => [test, fingerprint]))
    await this.#performer.record(recordAllBuilt(this.#context.layout.warehouse, first.ledger, fingerprints), statements)
  }

  async #scanned(text: SqlText, statements: Statements): Promise<Value[]> {
    try {
      const { rows } = await statements.query(text.sql, this.#options)
      return [...(rows[0] ?? [])]
    } catch (failure) {
      if (!(failure instanceof EngineError)) throw failure
      if (!failure.retryable && failure.kind !== 'cancelled' && failure.kind !== 'resources') throw new ScanFailed()
      const { diagnostics, retryable } = this.#performer.problem(failure)
      throw new StepStopped(diagnostics, false, retryable)
    }
  }

  /** Tests that stand side by side are all judged before the first failure stops the step. */
  stopOnFailure(): void {
    if (this.outcomes.some((test) => test.status === 'fail' || test.status === 'error')) throw new StepStopped([], true)
  }

  /** Puts failing rows where they are kept. */
  async keepFailing(): Promise<void> {
    if (this.#failing.length === 0) return
    const session = await this.#context.session(this.#step.engine)
    for (const { test, handoff, ...stored } of this.#failing.splice(0)) {
      try {
        await session.transaction((statements) => this.#tables.replaceBy(stored, statements))
      } catch (failure) {
        const { diagnostics } = failure instanceof StepStopped ? failure : this.#performer.problem(failure)
        const at = this.outcomes.findIndex((outcome) => outcome.test === test)
        const outcome = this.outcomes[at]
        const message = `Its failing rows could not be kept: ${diagnostics[0]?.message ?? 'the engine refused them'}`
        if (outcome) this.outcomes[at] = { ...outcome, message }
      } finally {
        this.#context.handoffs.remove(handoff)
      }
    }
  }

  get #options(): { readonly signal: AbortSignal } {
    return { signal: this.#context.signal }
  }
}
