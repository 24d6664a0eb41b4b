import type { CompiledProject } from '../compiler/compile.ts'
import { notOurRelation } from '../diagnostics/catalog/plan.ts'
import {
  cannotCorrect,
  conditionRefused,
  releasedWithoutKey,
  setsNothingAside,
  valuesRefused,
} from '../diagnostics/catalog/quarantine.ts'
import { DiagnosticError } from '../diagnostics/diagnostic.ts'
import type { QueryResult, Session, Statements, Value } from '../engines/engine.ts'
import { EngineError } from '../engines/engine-error.ts'
import { createLedgerStatements, type Ledger, newestAppliedQuery, releaseChanges } from '../ingest/ledger.ts'
import { isIncremental } from '../manifest/incremental.ts'
import { inOrder, type Manifest } from '../manifest/manifest.ts'
import type { EngineName, ModelNode, NodeId } from '../manifest/nodes.ts'
import {
  judgesChanges,
  neededKey,
  quarantineOf,
  releasedOf,
  releasedRecord,
  settingAside,
} from '../manifest/quarantine.ts'
import { type Relation, relationKey } from '../manifest/relation.ts'
import { isMerged } from '../planner/merge-rule.ts'
import { recordBuilt } from '../planner/record.ts'
import type { RunSummary } from './events.ts'
import { executeStatements } from './execute-statements.ts'
import { OpenEngines } from './open-engine.ts'
import { ledgerOf, type RunOptions, runProject } from './run.ts'

/** The Redshift Data API takes statements of up to 100 kB. */
const idsPerStatement = 500

export interface QuarantineOptions {
  readonly root: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly waitSeconds: number | null
}

/** The rows of a model that are set aside for the same reasons. */
export interface QuarantineCount {
  readonly model: NodeId
  readonly relation: Relation
  /** The names of the tests that the rows fail. */
  readonly reason: string
  readonly rows: number
  /** The batches that brought the first and the last of them; null for a table that is built whole. */
  readonly oldestBatch: string | null
  readonly newestBatch: string | null
}

export interface ReleaseOptions
  extends Omit<RunOptions, 'command' | 'selected' | 'fullRefresh' | 'takesNewFiles' | 'untilCaughtUp' | 'upTo'> {
  readonly model: string
  /** Which rows: all, those with an id, or those that a condition in the SQL of their database holds for. */
  readonly rows: { readonly ids: readonly string[] } | { readonly where: string } | 'all'
  /** The values that the rows get first, as what follows SET in SQL; null where they are let in as they lie there. */
  readonly sets: string | null
  /** Rows are let in only if they pass now: their rules or the model's SQL have been mended. */
  readonly checksAgain: boolean
  /** Tells what would be let in, and does nothing. */
  readonly dryRun: boolean
}

export interface Release {
  readonly model: NodeId
  readonly relation: Relation
  readonly rows: number
  /** How many of them are set aside still. */
  readonly left: number
  /** Null where nothing was to be done, or asked for. */
  readonly summary: RunSummary | null
}

/** How many rows are set aside, and why. Models that have none do not come out. */
export async function countQuarantined(
  compiled: CompiledProject,
  selected: readonly NodeId[],
  options: QuarantineOptions,
): Promise<readonly QuarantineCount[]> {
  const asked = new Set(selected)
  const engines = new OpenEngines(compiled, options)
  try {
    const found: QuarantineCount[] = []
    for (const model of modelsThatSetAside(compiled.manifest).filter(({ id }) => asked.has(id))) {
      const session = await openKeeper(engines, model)
      const relation = quarantineOf(model)
      if (!session || (await session.describe(relation)) === null) continue
      const table = engines.setup.layout.dialects[keeperOf(model)].relation(relation)
      const { rows } = await session.query(
        `select reason, count(*), min(_batch_id), max(_batch_id) from (select ${namesAlone(compiled.manifest, model, engines)} as reason, _batch_id from ${table}) as entries group by reason order by 2 desc, 1`,
      )
      for (const [reason, count, oldest, newest] of rows)
        found.push({
          ...{ model: model.id, relation, reason: String(reason), rows: Number(count) },
          ...{ oldestBatch: textOrNull(oldest), newestBatch: textOrNull(newest) },
        })
    }
    return found
  } finally {
    await engines.close()
  }
}

/** The rows of a model that are set aside, by their batches. A DiagnosticError where it sets none aside. `limit`: -1 for all. */
export async function quarantinedRows(
  compiled: CompiledProject,
  name: string,
  options: QuarantineOptions & { readonly limit: number },
): Promise<QueryResult> {
  const model = modelCalled(compiled.manifest, name)
  const engines = new OpenEngines(compiled, options)
  try {
    const session = await openKeeper(engines, model)
    const relation = quarantineOf(model)
    if (!session || (await session.describe(relation)) === null) return { columns: [], rows: [] }
    const table = engines.setup.layout.dialects[keeperOf(model)].relation(relation)
    const limit = options.limit < 0 ? '' : ` limit ${options.limit}`
    return await session.query(`select * from ${table} order by _batch_id, _change_id${limit}`)
  } finally {
    await engines.close()
  }
}

/**
 * Lets rows in that were set aside, as they stand where they lie, corrected or not: their batches go through the model and its readers once more, as a build applies them,
 * where everything else changes nothing. A row that is let in stays so, also when the table is made anew.
 */
export async function releaseQuarantined(compiled: CompiledProject, options: ReleaseOptions): Promise<Release> {
  const { manifest } = compiled
  const model = modelCalled(manifest, options.model)
  if (options.sets !== null && options.checksAgain)
    throw new DiagnosticError([cannotCorrect(model.name, '--check-again lets in what the model gives')])
  if (options.sets !== null && keeperOf(model) === 'spark')
    throw new DiagnosticError([cannotCorrect(model.name, 'they lie on Spark')])
  const key = judgesChanges(model) ? neededKey(model) : []
  const isOfKey = key.find((name) => setsColumn(options.sets ?? '', name))
  if (isOfKey !== undefined)
    throw new DiagnosticError([cannotCorrect(model.name, `${isOfKey} is of the key, by which a change is told`)])
  const found = await release(compiled, model, options)
  const base = { model: model.id, relation: quarantineOf(model), rows: found.length }
  if (options.dryRun || found.length === 0) return { ...base, left: found.length, summary: null }
  const below = manifest.graph.descendants(model.id)
  const above = model.flow && isIncremental(model.config) ? [model.flow.driving] : []
  const concerned = new Set([...above, model.id, ...below])
  const summary = await runProject(compiled, {
    ...options,
    command: 'build',
    selected: manifest.graph.order.filter((id) => concerned.has(id)),
    fullRefresh: false,
    untilCaughtUp: false,
    takesNewFiles: false,
  })
  const left = await remaining(compiled, model, found, options)
  return { ...base, left, summary }
}

async function release(
  compiled: CompiledProject,
  model: ModelNode,
  options: ReleaseOptions,
): Promise<readonly string[]> {
  const engines = new OpenEngines(compiled, options)
  try {
    const ledger = ledgerOf(compiled, engines)
    if (!options.dryRun) await engines.lock(ledger.schema)
    const keeper = await openKeeper(engines, model)
    if (!keeper || (await keeper.describe(quarantineOf(model))) === null) return []
    const rows = await chosen(engines, keeper, model, options)
    const changes = [...new Set(rows.map(([id]) => String(id)))]
    if (options.dryRun || changes.length === 0) return changes
    const batches = rows.flatMap(([, batch]) => textOrNull(batch ?? null) ?? []).sort()
    const warehouse = await engines.connect('redshift')
    await executeStatements(warehouse, createLedgerStatements(ledger))
    const source = compiled.manifest.nodes.get(model.flow?.source ?? '')
    const batch = isMerged(model.config) ? await newestApplied(warehouse, ledger, model.id) : (batches[0] ?? null)
    const from =
      source?.kind === 'source' && batch !== null ? { source: source.sourceName, table: source.name, batch } : null
    const keepsRows = !options.checksAgain && keeperOf(model) === 'redshift'
    await warehouse.transaction(async (statements) => {
      // A change is told by the key that it came with; a row of a query may get another.
      if (judgesChanges(model)) await expectKeys(statements, engines, model, changes)
      if (options.sets !== null) await correct(statements, engines, model, changes, options.sets)
      if (!judgesChanges(model)) await expectKeys(statements, engines, model, changes)
      if (keepsRows) await keepAsTheyStand(statements, engines, compiled, model, changes)
      await executeStatements(
        statements,
        releaseChanges(ledger, {
          node: model.id,
          // What is only looked at again is marked too: what the tables hold will differ.
          changes: options.checksAgain ? [`checked again ${new Date().toISOString()}`] : changes,
          readers: from ? readersOf(compiled.manifest, model) : [],
          from,
          releasedAt: new Date().toISOString(),
        }),
      )
    })
    return changes
  } finally {
    await engines.close()
  }
}

/**
 * The batch with which a model takes rows in that were let in, where it does not take them in by the changes that they come
 * of: doing that batch once more changes nothing else.
 */
async function newestApplied(session: Session, ledger: Ledger, model: NodeId): Promise<string | null> {
  const { rows } = await session.query(newestAppliedQuery(ledger, model))
  return textOrNull(rows[0]?.[0])
}

/**
 * Keeps rows as they are let in: somebody may have corrected them where they lay. A DiagnosticError where another table
 * has the name.
 */
async function keepAsTheyStand(
  statements: Statements,
  engines: OpenEngines,
  compiled: CompiledProject,
  model: ModelNode,
  changes: readonly string[],
): Promise<void> {
  const { warehouse } = engines.setup.layout
  const ledger = ledgerOf(compiled, engines)
  const schema = warehouse.identifier(ledger.schema)
  const [into, record] = [releasedOf(model), releasedRecord(model.id)]
  const [from, to] = [quarantineOf(model), into].map(warehouse.relation)
  const there = await statements.describe(into)
  const { rows } = await statements.query(`select 1 from ${schema}.built where node_id = ${warehouse.text(record)}`)
  if (there && rows.length === 0) throw new DiagnosticError([notOurRelation(relationKey(into), model.name, model.span)])
  if (!there) await statements.execute(`create table ${to} as select * from ${from} where 1 = 0`)
  const known = new Set((there?.columns ?? []).map(({ name }) => name))
  const columns = (await statements.describe(quarantineOf(model)))?.columns ?? []
  for (const { name, type } of there ? columns.filter((column) => !known.has(column.name)) : [])
    await statements.execute(`alter table ${to} add column ${warehouse.identifier(name)} ${type}`)
  const names = columns.map(({ name }) => warehouse.identifier(name)).join(', ')
  for (const ids of inLists(changes, warehouse.text)) {
    const isOne = `_change_id in (${ids})`
    await statements.execute(`delete from ${to} where ${isOne}`)
    await statements.execute(`insert into ${to} (${names}) select ${names} from ${from} where ${isOne}`)
  }
  await executeStatements(
    statements,
    recordBuilt(warehouse, schema, record, 'kept').map(({ sql }) => sql),
  )
}

/** Corrects rows where they lie. A DiagnosticError where the database does not take it. */
async function correct(
  statements: Statements,
  engines: OpenEngines,
  model: ModelNode,
  changes: readonly string[],
  sets: string,
): Promise<void> {
  const { warehouse } = engines.setup.layout
  const table = warehouse.relation(quarantineOf(model))
  for (const ids of inLists(changes, warehouse.text)) {
    try {
      await statements.execute(`update ${table} set ${sets} where _change_id in (${ids})`)
    } catch (failure) {
      if (!(failure instanceof EngineError) || failure.retryable) throw failure
      throw new DiagnosticError([valuesRefused(sets, failure.message)])
    }
    const { rows } = await statements.query(
      `select count(distinct _change_id) from ${table} where _change_id in (${ids})`,
    )
    if (Number(rows[0]?.[0]) !== ids.split(',').length)
      throw new DiagnosticError([valuesRefused(sets, 'it tells rows by _change_id')])
  }
}

/** A DiagnosticError where rows have no key without which they cannot be let in. */
async function expectKeys(
  statements: Statements,
  engines: OpenEngines,
  model: ModelNode,
  changes: readonly string[],
): Promise<void> {
  const key = neededKey(model)
  if (key.length === 0) return
  const { warehouse } = engines.setup.layout
  const isNull = key.map((name) => `${warehouse.identifier(name)} is null`).join(' or ')
  const from = `${warehouse.relation(quarantineOf(model))} where (${isNull}) and _change_id`
  let found = 0
  for (const ids of inLists(changes, warehouse.text)) {
    const { rows } = await statements.query(`select count(*) from ${from} in (${ids})`)
    found += Number(rows[0]?.[0])
  }
  if (found > 0) throw new DiagnosticError([releasedWithoutKey(model.name, found, key)])
}

/** Ids as lists of literals, as many in each as a statement takes. */
function inLists(ids: readonly string[], text: (value: string) => string): readonly string[] {
  const lists: string[] = []
  for (let start = 0; start < ids.length; start += idsPerStatement)
    lists.push(
      ids
        .slice(start, start + idsPerStatement)
        .map(text)
        .join(', '),
    )
  return lists
}

async function chosen(
  engines: OpenEngines,
  keeper: Session,
  model: ModelNode,
  { rows }: ReleaseOptions,
): Promise<readonly (readonly Value[])[]> {
  const dialect = engines.setup.layout.dialects[keeperOf(model)]
  const where =
    rows === 'all'
      ? ''
      : 'where' in rows
        ? ` where (${rows.where})`
        : ` where _change_id in (${rows.ids.map(dialect.text).join(', ')})`
  const query = `select _change_id, _batch_id from ${dialect.relation(quarantineOf(model))}${where}`
  try {
    return (await keeper.query(query)).rows
  } catch (failure) {
    if (!(failure instanceof EngineError) || rows === 'all' || !('where' in rows)) throw failure
    throw new DiagnosticError([conditionRefused(rows.where, failure.message)])
  }
}

async function remaining(
  compiled: CompiledProject,
  model: ModelNode,
  changes: readonly string[],
  options: QuarantineOptions,
): Promise<number> {
  const { columns, rows } = await quarantinedRows(compiled, model.name, { ...options, limit: -1 })
  const at = columns.findIndex(({ name }) => name === '_change_id')
  const still = new Set(rows.map((row) => String(row[at])))
  return changes.filter((id) => still.has(id)).length
}

/** The reasons as an expression, without the values that tests of change files tell. */
function namesAlone(manifest: Manifest, model: ModelNode, engines: OpenEngines): string {
  const { text } = engines.setup.layout.dialects[keeperOf(model)]
  const tests = (settingAside(manifest).get(model.id) ?? []).filter(({ judgesFiles }) => judgesFiles)
  return tests.reduce((reason, { name }) => {
    const [of, alone] = [name.replace(/[^\p{L}\p{N}]/gu, '.'), name.replaceAll('\\', '')]
    return `regexp_replace(${reason}, ${text(`${of} \\(.*\\)`)}, ${text(alone)})`
  }, '_reason')
}

/** Models that take the changes in: those that read the batches of a staging model, or the model itself. */
function readersOf(manifest: Manifest, model: ModelNode): readonly NodeId[] {
  if (model.config.materialized !== 'staging') return [model.id]
  return inOrder(manifest)
    .filter((node) => node.kind === 'model' && isIncremental(node.config) && node.flow?.driving === model.id)
    .map(({ id }) => id)
}

function modelsThatSetAside(manifest: Manifest): readonly ModelNode[] {
  return [...settingAside(manifest).keys()]
    .map((id) => manifest.nodes.get(id))
    .filter((node): node is ModelNode => node?.kind === 'model')
}

function modelCalled(manifest: Manifest, name: string): ModelNode {
  const models = modelsThatSetAside(manifest)
  const found = models.find((model) => model.name === name || model.id === name)
  if (found) return found
  throw new DiagnosticError([setsNothingAside(name, models.map((model) => model.name).sort())])
}

/** Whether a list of assignments has one for a column. */
function setsColumn(sets: string, name: string): boolean {
  return new RegExp(`(^|,)\\s*"?${name.replace(/[^\p{L}\p{N}_]/gu, '.')}"?\\s*=`, 'i').test(sets)
}

/** The warehouse keeps what is set aside, but for tables that Spark builds. */
function keeperOf({ config, engine }: ModelNode): EngineName {
  return config.materialized === 'table' ? engine : 'redshift'
}

async function openKeeper(engines: OpenEngines, model: ModelNode): Promise<Session | null> {
  return engines.warehouseExists ? engines.connect(keeperOf(model)) : null
}

function textOrNull(value: Value | undefined): string | null {
  return value === null || value === undefined || value === '' ? null : String(value)
}
