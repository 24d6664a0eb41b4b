import { duckdbType } from '../catalog/duckdb-type.ts'
import { engineFailed, keyNull, keyRepeated, stopped, unreadableValue } from '../diagnostics/catalog/plan.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Span } from '../diagnostics/source.ts'
import type { Session, Statements, Value } from '../engines/engine.ts'
import { EngineError } from '../engines/engine-error.ts'
import type { ChangeFiles } from '../ingest/change-files.ts'
import type { Manifest } from '../manifest/manifest.ts'
import type { NodeId } from '../manifest/nodes.ts'
import type { Relation } from '../manifest/relation.ts'
import { duckdbPlanner } from '../planner/planner-dialect.ts'
import type { Action, SqlText, Step } from '../planner/steps.ts'
import { verdict } from '../quality/judgement.ts'
import { placeIn } from './engine-place.ts'
import type { Faults } from './faults.ts'

/** How one data test inside a step ended. */
export interface TestOutcome {
  readonly test: NodeId
  readonly status: 'pass' | 'warn' | 'fail' | 'error' | 'skipped'
  /** Why it was skipped. */
  readonly message: string | null
  readonly failures: number | null
  readonly startedAt: Date
  readonly completedAt: Date
  readonly diagnostics: readonly Diagnostic[]
}

export interface StepOutcome {
  readonly status: 'success' | 'error'
  readonly rows: number | null
  readonly tests: readonly TestOutcome[]
  readonly diagnostics: readonly Diagnostic[]
  /** A data test or a built-in check held the step's result back. */
  readonly heldBack: boolean
  readonly retryable: boolean
}

export interface PerformContext {
  readonly manifest: Manifest
  readonly session: Session
  readonly faults: Faults
  /** Nodes that failed or were skipped in this run: what looks at them cannot be judged. */
  readonly lost: ReadonlySet<NodeId>
  /** The path of a seed's file on this machine. */
  seedPath(seed: NodeId): string
  readonly signal: AbortSignal
}

/** Stops the script of a step; the transaction it is in rolls back. */
class StepStopped extends Error {
  override readonly name = 'StepStopped'
  readonly diagnostics: readonly Diagnostic[]
  readonly heldBack: boolean
  readonly retryable: boolean
  constructor(diagnostics: readonly Diagnostic[], heldBack: boolean, retryable = false) {
    super('step stopped')
    this.diagnostics = diagnostics
    this.heldBack = heldBack
    this.retryable = retryable
  }
}

/** Does what a step's script says. Never throws for what an engine or the data can do wrong. */
export async function performStep(step: Step, context: PerformContext): Promise<StepOutcome> {
  const performer = new Performer(step, context)
  try {
    await performer.all(step.script, context.session)
    return {
      status: 'success',
      rows: performer.rows,
      tests: performer.tests,
      diagnostics: [],
      heldBack: false,
      retryable: false,
    }
  } catch (failure) {
    const { diagnostics, heldBack, retryable } =
      failure instanceof StepStopped ? failure : performer.engineProblem(failure, null)
    return { status: 'error', rows: null, tests: performer.tests, diagnostics, heldBack, retryable }
  }
}

class Performer {
  rows: number | null = null
  readonly tests: TestOutcome[] = []
  readonly #step: Step
  readonly #context: PerformContext

  constructor(step: Step, context: PerformContext) {
    this.#step = step
    this.#context = context
  }

  /** Tests that stand side by side are all judged before the first failure stops the step. */
  async all(actions: readonly Action[], session: Session): Promise<void> {
    for (const action of actions) {
      if (action.kind === 'transaction') {
        await session.transaction((statements) => this.#inside(action.actions, statements))
      } else await this.#inside([action], session)
    }
  }

  async #inside(actions: readonly Action[], statements: Statements): Promise<void> {
    for (let index = 0; index < actions.length; index++) {
      const action = actions[index] as Action
      await this.#one(action, statements)
      if (action.kind === 'test' && actions[index + 1]?.kind !== 'test') this.#stopOnFailedTests()
    }
  }

  async #one(action: Action, statements: Statements): Promise<void> {
    switch (action.kind) {
      case 'execute': {
        const { rows } = await this.#run(action.sql, (sql, options) => statements.execute(sql, options))
        if (action.counts) this.rows = rows ?? this.rows
        return
      }
      case 'read-changes': {
        try {
          await statements.readChanges(action.from, action.into, { signal: this.#context.signal })
        } catch (failure) {
          throw this.#filesProblem(failure, action.from)
        }
        return
      }
      case 'expect-none': {
        const { columns, rows } = await this.#run(action.sql, (sql, options) => statements.query(sql, options))
        const [first] = rows
        if (!first) return
        const key = columns.map((column, index) => `${column.name} = ${show(first[index] ?? null)}`).join(', ')
        const make = action.problem === 'cdc/key-null' ? keyNull : keyRepeated
        throw new StepStopped([make(this.#name, key, this.#span)], true)
      }
      case 'test':
        await this.#test(action, statements)
        return
      case 'make-room':
        await this.#makeRoom(action, statements)
        return
      case 'insert-matching':
        await this.#insertMatching(action, statements)
        return
      case 'publish':
        await this.#publish(action, statements)
        return
      case 'load-seed':
        await this.#loadSeed(action, statements)
        return
      case 'fault-point':
        this.#context.faults.reach(action.name)
        return
      case 'fail':
        throw new StepStopped([action.diagnostic], false)
      case 'transaction':
        throw new Error('transactions do not nest')
    }
  }

  async #test(action: Extract<Action, { kind: 'test' }>, statements: Statements): Promise<void> {
    const { test: id } = action
    const startedAt = new Date()
    const outcome = (found: Pick<TestOutcome, 'status'> & Partial<TestOutcome>) =>
      this.tests.push({
        test: id,
        failures: null,
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
      const { rows } = await this.#run(action.sql, (sql, options) => statements.query(sql, options), id)
      const [failures, shouldWarn, shouldError] = rows[0] ?? [0, false, false]
      const status = verdict(test.config.severity, shouldWarn === true, shouldError === true)
      outcome({ status, failures: Number(failures) })
      if (status !== 'fail') for (const sql of action.record) await statements.execute(sql.sql)
    } catch (failure) {
      const { diagnostics } = failure instanceof StepStopped ? failure : this.engineProblem(failure, null)
      outcome({ status: 'error', diagnostics })
      // The engine has given the transaction up: what follows in it would fail too.
      throw new StepStopped([], true)
    }
  }

  #stopOnFailedTests(): void {
    if (this.tests.some((test) => test.status === 'fail' || test.status === 'error')) throw new StepStopped([], true)
  }

  async #makeRoom(action: Extract<Action, { kind: 'make-room' }>, statements: Statements): Promise<void> {
    const alter = (change: string) =>
      this.#run({ sql: `alter table ${address(action.into)} ${change}`, pieces: [] }, (text, options) =>
        statements.execute(text, options),
      )
    const from = (await statements.describe(action.from))?.columns ?? []
    const into = (await statements.describe(action.into))?.columns ?? []
    const known = new Map(into.map((column) => [column.name.toLowerCase(), column.type]))
    for (const { name, type } of from) {
      if (action.leavesOut.includes(name.toLowerCase())) continue
      const old = known.get(name.toLowerCase())
      const column = duckdbPlanner.identifier(name)
      if (old === undefined) {
        if (action.adds) await alter(`add column ${column} ${type}`)
      } else if (old !== type) {
        const wide = await widerType(old, type, statements)
        if (wide !== old) await alter(`alter column ${column} type ${wide}`)
      }
    }
  }

  async #insertMatching(action: Extract<Action, { kind: 'insert-matching' }>, statements: Statements): Promise<void> {
    const from = await statements.describe(action.from)
    const into = await statements.describe(action.into)
    const has = new Set(from?.columns.map((column) => column.name.toLowerCase()))
    const columns = (into?.columns ?? []).map((column) => column.name).filter((name) => has.has(name.toLowerCase()))
    const list = columns.map(duckdbPlanner.identifier).join(', ')
    const where = action.where === null ? '' : ` where ${action.where}`
    const sql = `insert into ${address(action.into)} (${list}) select ${list} from ${address(action.from)}${where}`
    const { rows } = await this.#run({ sql, pieces: [] }, (text, options) => statements.execute(text, options))
    this.rows = (this.rows ?? 0) + (rows ?? 0)
  }

  async #publish(action: Extract<Action, { kind: 'publish' }>, statements: Statements): Promise<void> {
    const { candidate, target, views } = action
    const execute = (sql: string) =>
      this.#run({ sql, pieces: [] }, (text, options) => statements.execute(text, options))
    const next = await statements.describe(candidate)
    const old = await statements.describe(target)
    const shape = (columns: readonly { readonly name: string; readonly type: string }[] | undefined) =>
      JSON.stringify(columns?.map((column) => [column.name.toLowerCase(), column.type]))
    if (old?.kind === 'table' && shape(old.columns) === shape(next?.columns)) {
      await execute(`delete from ${address(target)}`)
      const { rows } = await execute(`insert into ${address(target)} select * from ${address(candidate)}`)
      this.rows = rows
      return
    }
    if (old?.kind === 'view') await execute(`drop view ${address(target)}`)
    const { rows } = await execute(`create or replace table ${address(target)} as select * from ${address(candidate)}`)
    this.rows = rows ?? (await this.#count(target, statements))
    for (const view of views) await this.#run(view.sql, (text, options) => statements.execute(text, options))
  }

  async #count(relation: Relation, statements: Statements): Promise<number> {
    const { rows } = await statements.query(`select count(*) from ${address(relation)}`)
    return Number(rows[0]?.[0] ?? 0)
  }

  async #loadSeed(action: Extract<Action, { kind: 'load-seed' }>, statements: Statements): Promise<void> {
    const seed = this.#context.manifest.nodes.get(action.seed)
    if (seed?.kind !== 'seed') return
    const columns = action.columns.map(
      ({ name, type }) => `${duckdbPlanner.identifier(name)} ${duckdbType(type, 'redshift') ?? type}`,
    )
    const sql = `create or replace temp table ${duckdbPlanner.identifier(action.into.name)} (${columns.join(', ')})`
    await this.#run({ sql, pieces: [] }, (text, options) => statements.execute(text, options))
    try {
      await statements.load(
        action.into,
        {
          kind: 'csv',
          columns: action.columns.map((column) => column.name),
          path: this.#context.seedPath(action.seed),
          header: true,
          delimiter: seed.delimiter,
          null: '',
        },
        { signal: this.#context.signal },
      )
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
      placeIn(text, failure.position) ?? this.#ownSpan(text) ?? (owner === null ? this.#span : this.#spanOf(owner))
    const name = owner === null ? this.#name : (this.#context.manifest.nodes.get(owner)?.name ?? owner)
    const problem =
      failure.kind === 'cancelled' ? stopped(name) : engineFailed(name, failure.message, span, helpFor(failure))
    return new StepStopped([problem], false, failure.retryable)
  }

  /** The files are at fault for a value that cannot be read, and not the model that happens to be staged. */
  #filesProblem(failure: unknown, { source, files }: ChangeFiles): StepStopped {
    const node = this.#context.manifest.nodes.get(source)
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

  /** The beginning of the first template that had a part in the SQL. */
  #ownSpan(text: SqlText | null): Span | null {
    return text?.span ?? text?.pieces[0]?.text.originOf(0, 1)?.span ?? null
  }
}

function helpFor({ kind, candidates }: EngineError): string | null {
  if (kind === 'missing-relation') return 'Build what it reads first: `tidemill build`.'
  return candidates.length > 0 ? `The engine knows ${candidates.slice(0, 5).join(', ')}.` : null
}

/** The type that holds the values of both, as the engine has it. */
async function widerType(one: string, other: string, statements: Statements): Promise<string> {
  const { rows } = await statements.query(
    `select typeof(united.value) from (select cast(null as ${one}) as value union all select cast(null as ${other})) as united limit 1`,
  )
  return String(rows[0]?.[0] ?? one)
}

function address(relation: Relation): string {
  return duckdbPlanner.relation(relation)
}

function show(value: Value): string {
  return value === null ? 'NULL' : typeof value === 'object' ? JSON.stringify(value) : String(value)
}
