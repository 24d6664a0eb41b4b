import { join } from 'node:path'
import { analyseQuery } from '../analysis/analyse-query.ts'
import { KnownColumns } from '../analysis/known-columns.ts'
import { inferTypes } from '../analysis/types/infer-types.ts'
import { duckdbType } from '../catalog/duckdb-type.ts'
import { checkTranslation } from '../compiler/check-translation.ts'
import { engineFailed } from '../diagnostics/catalog/plan.ts'
import { unitTestUnknownColumn } from '../diagnostics/catalog/unit-test.ts'
import { type Diagnostic, DiagnosticError, hasErrors } from '../diagnostics/diagnostic.ts'
import type { QueryResult, Session, Value } from '../engines/engine.ts'
import { EngineError } from '../engines/engine-error.ts'
import type { Manifest } from '../manifest/manifest.ts'
import type { NodeId, UnitTestNode } from '../manifest/nodes.ts'
import { type Relation, relation } from '../manifest/relation.ts'
import { embedded } from '../planner/engine-layout.ts'
import { givenStand, type TypedColumn, typedColumns, unitTestWriter } from '../planner/fixture-sql.ts'
import { makeStep } from '../planner/make-step.ts'
import { mergedRows } from '../planner/merged-rows.ts'
import type { SqlText } from '../planner/steps.ts'
import { type SqlWriter, standsFor } from '../planner/write-sql.ts'
import { diffRows, type Row, type RowDiff } from '../quality/row-diff.ts'
import { showRowDiff } from '../quality/show-row-diff.ts'
import { quoteIdentifier } from '../sql/quote.ts'
import { placeIn } from './engine-place.ts'
import { faultsFrom } from './faults.ts'
import { HandoffFolders } from './handoff-folders.ts'
import { performStep, type StepOutcome } from './perform.ts'
import type { ScratchDatabase } from './scratch-database.ts'
import type { TestOutcome } from './test-work.ts'
import { readCells } from './unit-test-cells.ts'
import { cellOf, isNumberType } from './unit-test-values.ts'

/** Judges unit tests, one after the other, on a database that is there for nothing else. */
export class UnitTests {
  readonly #manifest: Manifest
  readonly #root: string
  readonly #database: ScratchDatabase
  #session: Promise<Session> | null = null
  #before: Promise<unknown> = Promise.resolve()
  readonly #seeds = new Map<NodeId, Relation>()

  /** @param root the project's folder, where the files of seeds lie */
  constructor(manifest: Manifest, root: string, database: ScratchDatabase) {
    this.#manifest = manifest
    this.#root = root
    this.#database = database
  }

  run(test: UnitTestNode, signal: AbortSignal): Promise<StepOutcome> {
    const turn = this.#before.then(() => this.#judge(test, signal))
    this.#before = turn.catch(() => {})
    return turn
  }

  async #judge(test: UnitTestNode, signal: AbortSignal): Promise<StepOutcome> {
    this.#session ??= this.#database.connect()
    const session = await this.#session
    const startedAt = new Date()
    const outcome = (found: Pick<TestOutcome, 'status'> & Partial<TestOutcome>): StepOutcome => {
      const completedAt = new Date()
      const nothing = { message: null, failures: null, rows: null, diagnostics: [] }
      const judged: TestOutcome = { test: test.id, ...nothing, startedAt, completedAt, ...found }
      const status = judged.status === 'pass' ? 'success' : 'error'
      return { status, rows: null, tests: [judged], diagnostics: judged.diagnostics, heldBack: false, retryable: false }
    }
    try {
      const { columns, diff } = await this.#compare(test, session, signal)
      if (diff.differences.length === 0) return outcome({ status: 'pass', failures: 0 })
      return outcome({ status: 'fail', failures: 1, message: showRowDiff(columns, diff) })
    } catch (failure) {
      if (failure instanceof DiagnosticError) return outcome({ status: 'error', diagnostics: failure.diagnostics })
      if (!(failure instanceof EngineError)) throw failure
      if (failure.kind === 'cancelled') return outcome({ status: 'skipped', message: 'Skipped: the run was stopped.' })
      return outcome({ status: 'error', diagnostics: [engineFailed(test.name, failure.message, test.span, null)] })
    }
  }

  async #compare(test: UnitTestNode, session: Session, signal: AbortSignal) {
    for (const { rows } of test.given) if (rows.kind === 'seed') await this.#loadSeed(rows.seed, session)
    const columns = new KnownColumns()
    for (const { key, columns: known } of test.given) columns.setByName(key, known, test.engine)
    const work = { session, signal, writer: unitTestWriter(columns), columns }
    const actual = await this.#actual(test, work)
    return compareRows(test, actual, work)
  }

  async #actual(test: UnitTestNode, { session, signal, writer, columns }: Work): Promise<QueryResult> {
    const { compiled, engine, given } = test
    if (compiled.query) {
      const analysis = analyseQuery(compiled.query, engine, columns.catalog(engine))
      const problems = checkTranslation(compiled, engine, analysis, inferTypes(analysis))
      if (hasErrors(problems)) throw new DiagnosticError(problems)
    }
    if (test.compares === 'table') return this.#merged(test, { session, signal, writer, columns })
    const stands = standsFor(
      given.map((input) => [
        input.key,
        givenStand(input, engine, writer, (seed) => ({ kind: 'relation', relation: this.#seed(seed) })),
      ]),
    )
    const text = writer.write(compiled.query, compiled.text, engine, stands)
    try {
      return await session.query(text.sql, { signal })
    } catch (failure) {
      throw await explained(failure, text, test, { session, signal, writer, columns })
    }
  }

  /** What the model's table holds once the given rows are taken in. */
  async #merged(test: UnitTestNode, work: Work): Promise<QueryResult> {
    const { session, signal, writer } = work
    const seeds = (id: NodeId) => embedded.warehouse.relation(this.#seed(id))
    const { tables, script, target, manifest: slice } = mergedRows(test, this.#manifest, writer, seeds)
    try {
      for (const statement of tables) await session.execute(statement, { signal })
    } catch (failure) {
      throw await explained(failure, null, test, work)
    }
    const step = makeStep({ kind: 'apply', id: test.id, node: test.model, engine: test.engine, why: test.name, script })
    const outcome = await performStep(step, {
      manifest: slice,
      layout: embedded,
      session: async () => session,
      dataframeSession: () => Promise.reject(new Error('unit tests run no DataFrame models')),
      handoffs: new HandoffFolders(this.#root, ''),
      faults: faultsFrom(undefined),
      readFiles: () => Promise.reject(new Error('unit tests read no files')),
      fence: 'select 1',
      lost: new Set(),
      seedPath: () => '',
      signal,
      timeoutSeconds: null,
    })
    if (outcome.status === 'error') throw new DiagnosticError(outcome.diagnostics)
    return session.query(`select * from ${embedded.warehouse.relation(target)}`, { signal })
  }

  #seed(id: NodeId): Relation {
    const found = this.#seeds.get(id)
    if (!found) throw new Error(`the seed ${id} is loaded before it is read`)
    return found
  }

  async #loadSeed(id: NodeId, session: Session): Promise<void> {
    const seed = this.#manifest.nodes.get(id)
    if (seed?.kind !== 'seed' || this.#seeds.has(id)) return
    const into = relation('temp', `seed_${this.#seeds.size}`)
    const columns = seed.header.map(
      ({ name, type }) => `${identifier(name)} ${duckdbType(type, 'redshift') ?? 'varchar'}`,
    )
    await session.execute(`create or replace temp table ${identifier(into.name)} (${columns.join(', ')})`)
    const names = seed.header.map(({ name }) => name)
    const file = { path: join(this.#root, seed.path), header: true, delimiter: seed.delimiter, null: '' }
    await session.load(into, { kind: 'csv', columns: names, ...file })
    this.#seeds.set(id, into)
  }
}

interface Work {
  readonly session: Session
  readonly signal: AbortSignal
  readonly writer: SqlWriter
  readonly columns: KnownColumns
}

/** Compares the columns that the expected rows have, or all of them where no rows are expected. */
async function compareRows(
  test: UnitTestNode,
  actual: QueryResult,
  work: Work,
): Promise<{ readonly columns: readonly string[]; readonly diff: RowDiff }> {
  const { expected } = test
  const there = actual.columns.map(({ name, type }) => ({ name: name.toLowerCase(), type }))
  const written = expected.kind === 'seed' || expected.columns.length === 0 ? there : expected.columns
  const compared = written.map(({ name }) => ({ name, at: there.findIndex((column) => column.name === name) }))
  const unknown = expected.kind === 'seed' ? [] : expected.columns.filter((_, index) => compared[index]?.at === -1)
  if (unknown.length > 0) {
    const known = there.map(({ name }) => name)
    throw new DiagnosticError(
      unknown.map(({ name, span }) => unitTestUnknownColumn(name, `"${test.tested.name}"`, known, span)),
    )
  }
  const columns = compared.map(({ name, at }) => ({ name, type: there[at]?.type ?? 'VARCHAR' }))
  const rows = actual.rows.map((row) =>
    compared.map(({ at }, index) => cellOf(row[at] ?? null, columns[index]?.type ?? '')),
  )
  const diff = diffRows(await expectedRows(test, columns, work), rows)
  return { columns: columns.map(({ name }) => name), diff }
}

async function expectedRows(
  { expected, engine }: UnitTestNode,
  columns: readonly TypedColumn[],
  { session, signal, writer }: Work,
): Promise<readonly Row[]> {
  if (expected.kind === 'seed' || (expected.kind === 'cells' && expected.rows.length === 0)) return []
  const cells = (row: readonly Value[]) => row.map((value, index) => cellOf(value, columns[index]?.type ?? ''))
  if (expected.kind === 'cells') {
    const { rows, problems } = await readCells(expected, columns, isNumberType, session)
    if (problems.length > 0) throw new DiagnosticError(problems)
    return rows.map(cells)
  }
  // Numbers are compared by their digits, so none may be lost on the way to another type.
  const items = columns.map((column) => {
    const own = identifier(column.name)
    return isNumberType(column.type) ? own : `cast(${own} as ${column.type})`
  })
  const { query, text } = expected.sql
  const own = writer.write(query, text, engine, standsFor([]))
  const { rows } = await session.query(`select ${items.join(', ')} from (${own.sql})`, { signal })
  return rows.map(cells)
}

/** A given value that cannot be read is at fault for what the engine says, or else the model's query. */
async function explained(
  failure: unknown,
  text: SqlText | null,
  test: UnitTestNode,
  { session }: Work,
): Promise<unknown> {
  if (!(failure instanceof EngineError) || failure.kind === 'cancelled') return failure
  const problems: Diagnostic[] = []
  for (const given of failure.kind === 'data' ? test.given : []) {
    const { rows } = given
    if (rows.kind !== 'cells') continue
    const typed = typedColumns(given, test.engine).filter(({ name }) =>
      rows.columns.some((column) => column.name === name),
    )
    problems.push(...(await readCells(rows, typed, () => false, session)).problems)
  }
  const place = placeIn(text, failure.position) ?? test.span
  return new DiagnosticError(problems.length > 0 ? problems : [engineFailed(test.name, failure.message, place, null)])
}

function identifier(name: string): string {
  return quoteIdentifier('duckdb', name)
}
