import type { CompiledProject } from '../compiler/compile.ts'
import { type Diagnostic, DiagnosticError } from '../diagnostics/diagnostic.ts'
import type { Session } from '../engines/engine.ts'
import { copyBatches } from '../ingest/ledger.ts'
import type { NodeId } from '../manifest/nodes.ts'
import { releasedOf, releasedRecord, settingAside } from '../manifest/quarantine.ts'
import { relationKey } from '../manifest/relation.ts'
import { prepareStatements } from '../planner/prepare.ts'
import { recordBuilt } from '../planner/record.ts'
import { type Comparison, takenBatches, verifiable } from '../planner/verifiable.ts'
import type { WarehouseState } from '../planner/warehouse-state.ts'
import { type CompareOptions, compareWithRebuild, type Differences } from './compare-with-rebuild.ts'
import type { NodeResult } from './events.ts'
import { executeStatements } from './execute-statements.ts'
import { OpenEngines } from './open-engine.ts'
import { readState } from './read-state.ts'
import { recordedFileProblems } from './recorded-files.ts'
import { ledgerOf, ledgerSchema, type RunOptions, runProject } from './run.ts'
import { SourceStores } from './source-stores.ts'

/** What stands in front of the schemas of a rebuild. Whatever has such a name is the tool's, and goes. */
export const rebuildPrefix = 'tidemill_verify_'

export interface VerifyOptions
  extends Omit<RunOptions, 'command' | 'fullRefresh' | 'takesNewFiles' | 'untilCaughtUp'>,
    CompareOptions {}

/** What became of a model. `skipped`: a rebuild of it says nothing, or did not come about. */
export interface Verified {
  readonly node: NodeId
  readonly status: 'equal' | 'differs' | 'skipped' | 'error'
  /** Why it was not compared; null where it was. */
  readonly why: string | null
  readonly differences: Differences | null
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

/** Rows that were corrected before they were let in are so in the rebuild. */
function copyReleased(
  compiled: CompiledProject,
  rebuild: CompiledProject,
  state: WarehouseState,
  engines: OpenEngines,
): readonly string[] {
  const { warehouse } = engines.setup.layout
  const ledger = warehouse.identifier(ledgerOf(rebuild, engines).schema)
  return [...settingAside(compiled.manifest).keys()].flatMap((id) => {
    const [model, again] = [compiled.manifest.nodes.get(id), rebuild.manifest.nodes.get(id)]
    if (model?.kind !== 'model' || again?.kind !== 'model') return []
    const [from, to] = [releasedOf(model), releasedOf(again)]
    const isThere = state.built.has(releasedRecord(id)) && state.relations.redshift.has(relationKey(from))
    if (!isThere) return []
    return [
      `create schema if not exists ${warehouse.identifier(to.schema)}`,
      `create table ${warehouse.relation(to)} as select * from ${warehouse.relation(from)}`,
      ...recordBuilt(warehouse, ledger, releasedRecord(id), 'kept').map(({ sql }) => sql),
    ]
  })
}

/** Lets the rebuild know of the batches that somebody has taken in, as if nobody had. */
async function copyLedger(
  compiled: CompiledProject,
  rebuild: CompiledProject,
  state: WarehouseState,
  engines: OpenEngines,
): Promise<void> {
  const { adapters } = engines.setup.layout
  const [from, to] = [ledgerOf(compiled, engines), ledgerOf(rebuild, engines)]
  const isThere = (name: string) => state.relations.redshift.has(relationKey({ schema: from.schema, name }))
  const statements = [
    ...prepareStatements(to, adapters.redshift, new Map(), new Date().toISOString()),
    ...copyBatches(from, to, takenBatches(state), isThere),
    ...copyReleased(compiled, rebuild, state, engines),
  ]
  const session = await engines.connect('redshift')
  try {
    await executeStatements(session, statements)
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
      const dialect = engines.setup.layout.dialects[other.engine]
      const differences = await compareWithRebuild(comparison, other.relation, session, dialect, options)
      verified.push({ node: id, status: differences ? 'differs' : 'equal', why: null, differences })
    } finally {
      await session.close()
    }
  }
  return verified
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
