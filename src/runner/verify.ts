import type { CompiledProject } from '../compiler/compile.ts'
import { type Diagnostic, DiagnosticError } from '../diagnostics/diagnostic.ts'
import type { Session, Value } from '../engines/engine.ts'
import { type Ledger, ledgerTables } from '../ingest/ledger.ts'
import type { ModelNode, NodeId } from '../manifest/nodes.ts'
import { relationKey } from '../manifest/relation.ts'
import { differenceStatements } from '../planner/compare-tables.ts'
import { scratchOf } from '../planner/planner-dialect.ts'
import { prepareStatements } from '../planner/prepare.ts'
import { type Comparison, takenBatches, verifiable } from '../planner/verifiable.ts'
import type { WarehouseState } from '../planner/warehouse-state.ts'
import type { NodeResult } from './events.ts'
import { OpenEngines } from './open-engine.ts'
import { readState } from './read-state.ts'
import { recordedFileProblems } from './recorded-files.ts'
import { ledgerOf, ledgerSchema, type RunOptions, runProject } from './run.ts'
import { SourceStores } from './source-stores.ts'

/** What stands in front of the schemas of a rebuild. Whatever has such a name is the tool's, and goes. */
export const rebuildPrefix = 'tidemill_verify_'

export interface VerifyOptions extends Omit<RunOptions, 'command' | 'fullRefresh' | 'takesNewFiles' | 'untilCaughtUp'> {
  /** Between 0 and 1: of which share of the keys rows are compared. */
  readonly share: number
  /** How many differing keys are shown of each model. */
  readonly examples: number
}

/** What became of a model. `skipped`: a rebuild of it says nothing, or did not come about. */
export interface Verified {
  readonly node: NodeId
  readonly status: 'equal' | 'differs' | 'skipped' | 'error'
  /** Why it was not compared; null where it was. */
  readonly why: string | null
  readonly differences: Differences | null
}

export interface Differences {
  /** Rows that only the table has, and rows that only its rebuild has. */
  readonly extra: number
  readonly missing: number
  /** Columns that only one of them has. */
  readonly columns: readonly string[]
  readonly examples: readonly Example[]
}

/** A key for which the two do not agree. */
export interface Example {
  /** By column. */
  readonly key: Readonly<Record<string, Value>>
  /** `extra`: only the table has it. `missing`: only the rebuild. */
  readonly is: 'extra' | 'missing' | 'different'
  /** What differs, by column: in the table, and in its rebuild. */
  readonly values: Readonly<Record<string, readonly [live: Value, rebuilt: Value]>>
}

export interface Verification {
  readonly models: readonly Verified[]
  readonly diagnostics: readonly Diagnostic[]
  readonly interrupted: boolean
}

/**
 * Makes tables anew from all files that they have taken in, beside the live ones, and compares the two. Builds wait
 * meanwhile; nothing of the live tables is touched, and what was made for it goes.
 *
 * @param rebuild the same project, compiled with `rebuildPrefix`
 */
export async function verifyProject(
  compiled: CompiledProject,
  rebuild: CompiledProject,
  options: VerifyOptions,
): Promise<Verification> {
  const engines = new OpenEngines(compiled, options)
  try {
    if (!engines.warehouseExists) return { models: [], diagnostics: [], interrupted: false }
    await engines.lock(ledgerSchema(compiled))
    const state = await stateOf(compiled, options, engines)
    const { comparisons, skipped } = verifiable(compiled.manifest, state, options.selected)
    const models = skipped.map(
      ({ model, why }): Verified => ({ node: model.id, status: 'skipped', why, differences: null }),
    )
    if (comparisons.length === 0) return { models, diagnostics: [], interrupted: false }
    const needed = neededBy(comparisons, compiled)
    const problems = recordedFileProblems(compiled.manifest, state, new Set(needed), 'verify')
    if (problems.length > 0) throw new DiagnosticError(problems)
    try {
      await dropRebuild(rebuild, options, engines)
      await copyLedger(compiled, rebuild, state, engines)
      const summary = await runProject(withoutHooks(rebuild), {
        ...options,
        command: 'build',
        selected: needed,
        fullRefresh: false,
        untilCaughtUp: false,
        takesNewFiles: false,
      })
      const results = new Map(summary.results.map((result) => [result.node, result]))
      const verified = await compareAll(comparisons, rebuild, results, engines, options)
      return { models: [...verified, ...models], diagnostics: summary.diagnostics, interrupted: summary.interrupted }
    } finally {
      await dropRebuild(rebuild, options, engines)
    }
  } finally {
    await engines.close()
  }
}

async function stateOf(
  compiled: CompiledProject,
  options: VerifyOptions,
  engines: OpenEngines,
): Promise<WarehouseState> {
  const session = await engines.connect('redshift')
  const stores = new SourceStores(compiled, options)
  try {
    return await readState(compiled, stores, ledgerOf(compiled, engines), session)
  } finally {
    await session.close()
    await stores.close()
  }
}

/** The models that are compared and all that they are made of, in order. */
function neededBy(comparisons: readonly Comparison[], { manifest }: CompiledProject): readonly NodeId[] {
  const { graph } = manifest
  const needed = new Set(comparisons.flatMap(({ model }) => [model.id, ...graph.ancestors(model.id)]))
  return graph.order.filter((id) => needed.has(id))
}

/** Hooks would do again to the live tables what they did, or to others what nobody asked for. */
function withoutHooks(compiled: CompiledProject): CompiledProject {
  const none = { pre: [], post: [], preactions: [], postactions: [] }
  const nodes = new Map(
    [...compiled.manifest.nodes].map(([id, node]) => [id, node.kind === 'model' ? { ...node, hooks: none } : node]),
  )
  return { ...compiled, manifest: { ...compiled.manifest, nodes }, hooks: { onRunStart: [], onRunEnd: [] } }
}

/** Lets the rebuild know of the batches that somebody has taken in, as if nobody had. */
async function copyLedger(
  compiled: CompiledProject,
  rebuild: CompiledProject,
  state: WarehouseState,
  engines: OpenEngines,
): Promise<void> {
  const { layout } = engines.setup
  const [from, to] = [ledgerOf(compiled, engines), ledgerOf(rebuild, engines)]
  const { identifier, text } = layout.warehouse
  const address = ({ schema }: Ledger, table: keyof typeof ledgerTables) =>
    `${identifier(schema)}.${identifier(ledgerTables[table])}`
  const taken = takenBatches(state)
  const isTaken = taken.length === 0 ? '1 = 0' : `batch_id in (${taken.map(text).join(', ')})`
  const session = await engines.connect('redshift')
  try {
    const now = new Date().toISOString()
    for (const statement of prepareStatements(to, layout.adapters.redshift, new Map(), now))
      await session.execute(statement)
    for (const [table, columns, where] of [
      [
        'batches',
        'batch_id, source_name, table_name, opened_at, closed_at',
        ` where superseded_by is null and ${isTaken}`,
      ],
      ['files', 'batch_id, source_name, table_name, file_key, etag, size_bytes', ` where ${isTaken}`],
      ['generations', 'source_name, table_name, first_batch_id, loaded_at', ''],
      ['skipped', 'source_name, table_name, file_key, etag, size_bytes', ''],
    ] as const) {
      if (
        table !== 'batches' &&
        !state.relations.redshift.has(relationKey({ schema: from.schema, name: ledgerTables[table] }))
      )
        continue
      const given =
        table === 'skipped'
          ? { into: `${columns}, skipped_at`, values: `${columns}, skipped_at` }
          : { into: columns, values: columns.replace('closed_at', 'coalesce(closed_at, opened_at)') }
      await session.execute(
        `insert into ${address(to, table)} (${given.into}) select ${given.values} from ${address(from, table)}${where}`,
      )
    }
  } finally {
    await session.close()
  }
}

async function compareAll(
  comparisons: readonly Comparison[],
  rebuild: CompiledProject,
  results: ReadonlyMap<NodeId, NodeResult>,
  engines: OpenEngines,
  options: VerifyOptions,
): Promise<readonly Verified[]> {
  const verified: Verified[] = []
  for (const comparison of comparisons) {
    const { id } = comparison.model
    const result = results.get(id)
    const other = rebuild.manifest.nodes.get(id)
    if (options.signal.aborted) break
    if (result?.status !== 'success' || other?.kind !== 'model') {
      const why = result?.diagnostics[0]?.message ?? result?.message ?? 'it could not be made anew'
      verified.push({ node: id, status: result?.status === 'skipped' ? 'skipped' : 'error', why, differences: null })
      continue
    }
    const session = await engines.connect('redshift')
    try {
      const differences = await compare(comparison, other, session, engines, options)
      verified.push({ node: id, status: differences ? 'differs' : 'equal', why: null, differences })
    } finally {
      await session.close()
    }
  }
  return verified
}

/** Null when the two agree. */
async function compare(
  { model, keyColumns, leavesOut, where }: Comparison,
  rebuilt: ModelNode,
  session: Session,
  engines: OpenEngines,
  { share, examples, signal }: VerifyOptions,
): Promise<Differences | null> {
  const dialect = engines.setup.layout.dialects[model.engine]
  const scratch = scratchOf(dialect, 0)
  const [mine, others] = [
    (await session.describe(model.relation))?.columns ?? [],
    (await session.describe(rebuilt.relation))?.columns ?? [],
  ]
  const names = (columns: readonly { readonly name: string }[]) =>
    new Set(columns.map(({ name }) => name.toLowerCase()))
  const [here, there] = [names(mine), names(others)]
  // A column that is gone from the query stays in the table, and a rebuild does not have it.
  const lacking = [...there].filter((name) => !here.has(name))
  const columns = mine.filter(({ name }) => there.has(name.toLowerCase()) && !leavesOut.includes(name.toLowerCase()))
  const into = { extra: scratch.table('extra'), missing: scratch.table('missing') }
  const pair = { live: model.relation, rebuilt: rebuilt.relation, columns, keyColumns, where, share }
  for (const statement of differenceStatements(dialect, pair, into)) await session.execute(statement, { signal })
  const count = async (side: 'extra' | 'missing') =>
    Number((await session.query(`select count(*) from ${dialect.relation(into[side])}`)).rows[0]?.[0] ?? 0)
  const [extra, missing] = [await count('extra'), await count('missing')]
  if (extra + missing + lacking.length === 0) return null
  const keys = keyColumns.filter((key) => columns.some(({ name }) => name.toLowerCase() === key))
  const order = (keys.length > 0 ? keys : columns.map(({ name }) => name)).map(dialect.identifier).join(', ')
  const sample = async (side: 'extra' | 'missing') => {
    const limit = Math.max(examples * 4, examples)
    const found = await session.query(`select * from ${dialect.relation(into[side])} order by ${order} limit ${limit}`)
    const at = found.columns.map(({ name }) => name.toLowerCase())
    return found.rows.map((row) => Object.fromEntries(row.map((value, index) => [at[index] ?? '', value])))
  }
  const found = examplesOf(await sample('extra'), await sample('missing'), keys)
  return { extra, missing, columns: lacking, examples: found.slice(0, examples) }
}

type Cells = Readonly<Record<string, Value>>

/** Puts the rows of one key together, so that it can be said what of it differs. */
function examplesOf(extra: readonly Cells[], missing: readonly Cells[], keys: readonly string[]): readonly Example[] {
  const keyOf = (row: Cells): Cells => Object.fromEntries(keys.map((key) => [key, row[key] ?? null]))
  const textOf = (row: Cells) => JSON.stringify(keyOf(row))
  const left = new Map(keys.length === 0 ? [] : missing.map((row) => [textOf(row), row]))
  const examples = extra.map((row): Example => {
    const other = left.get(textOf(row))
    left.delete(textOf(row))
    if (!other || keys.length === 0) return { key: keys.length === 0 ? row : keyOf(row), is: 'extra', values: {} }
    const values = Object.keys(row)
      .filter((name) => JSON.stringify(row[name]) !== JSON.stringify(other[name]))
      .map((name) => [name, [row[name] ?? null, other[name] ?? null]] as const)
    return { key: keyOf(row), is: 'different', values: Object.fromEntries(values) }
  })
  const rest = keys.length === 0 ? missing : [...left.values()]
  return [
    ...examples,
    ...rest.map((row): Example => ({ key: keys.length === 0 ? row : keyOf(row), is: 'missing', values: {} })),
  ]
}

/** Takes away what a rebuild has made, or one before that was killed. */
async function dropRebuild(rebuild: CompiledProject, options: VerifyOptions, engines: OpenEngines): Promise<void> {
  const schemas = new Set([ledgerSchema(rebuild)])
  for (const node of rebuild.manifest.nodes.values()) {
    if (node.kind === 'model' || node.kind === 'seed') schemas.add(node.relation.schema)
  }
  const own = [...schemas].filter((schema) => schema.startsWith(rebuildPrefix))
  const drop = async (session: Session, quote: (name: string) => string) => {
    try {
      for (const schema of own) await session.execute(`drop schema if exists ${quote(schema)} cascade`)
    } finally {
      await session.close()
    }
  }
  const { layout } = engines.setup
  await drop(await engines.connect('redshift'), layout.warehouse.identifier)
  if (layout.isOneDatabase) return
  const spark = new OpenEngines(rebuild, options)
  try {
    await drop(await spark.connect('spark'), layout.dialects.spark.identifier)
  } finally {
    await spark.close()
  }
}
