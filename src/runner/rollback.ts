import type { CompiledProject } from '../compiler/compile.ts'
import { unknownBatch } from '../diagnostics/catalog/plan.ts'
import { rollbackProtected } from '../diagnostics/catalog/verify.ts'
import { DiagnosticError } from '../diagnostics/diagnostic.ts'
import { openBatchesAfter, reopenUnapplied } from '../ingest/ledger.ts'
import { isIncremental } from '../manifest/incremental.ts'
import { inOrder, sourcesOf } from '../manifest/manifest.ts'
import type { ModelNode, NodeId } from '../manifest/nodes.ts'
import { quarantineOf, settingAside } from '../manifest/quarantine.ts'
import { cannotBeRebuilt } from '../planner/verifiable.ts'
import { stateUpTo, type WarehouseState } from '../planner/warehouse-state.ts'
import type { RunSummary } from './events.ts'
import { OpenEngines } from './open-engine.ts'
import { readState } from './read-state.ts'
import { recordedFileProblems } from './recorded-files.ts'
import { ledgerOf, type RunOptions, runProject } from './run.ts'
import { SourceStores } from './source-stores.ts'

export interface RollbackOptions
  extends Omit<RunOptions, 'command' | 'fullRefresh' | 'takesNewFiles' | 'untilCaughtUp' | 'upTo'> {
  /** The last batch whose rows the tables shall have. */
  readonly toBatch: string
  /** Tells what would be done, and does nothing. */
  readonly dryRun: boolean
}

/** Batches that the next build takes into the tables again. */
export interface AppliedAgain {
  readonly source: string
  readonly table: string
  /** Oldest first. */
  readonly batches: readonly string[]
  /** Relative to the source's location. */
  readonly files: readonly string[]
}

export interface Rollback {
  /** Null where nothing was to be done, or asked for. */
  readonly summary: RunSummary | null
  readonly models: readonly NodeId[]
  readonly again: readonly AppliedAgain[]
  /** Models of the selection that nothing can make as they were. */
  readonly skipped: readonly NodeId[]
}

/**
 * Makes tables as they were after a batch: from all files up to it, in place of what they are, each in one transaction.
 * What came later is no longer applied, so that the next build does it again; by then files can be replaced or set aside.
 * A DiagnosticError where there is no such batch, or a file of the past is gone.
 */
export async function rollbackProject(compiled: CompiledProject, options: RollbackOptions): Promise<Rollback> {
  const { manifest } = compiled
  const state = await readLive(compiled, options)
  const { toBatch } = options
  if (!state.batches.some(({ batchId }) => batchId === toBatch))
    throw new DiagnosticError([unknownBatch(toBatch, newestOf(state))])
  const asked = new Set(options.selected)
  const wanted = inOrder(manifest).filter(
    (node): node is ModelNode => node.kind === 'model' && asked.has(node.id) && isIncremental(node.config),
  )
  const [models, skipped] = [wanted.filter((model) => !cannotBeRebuilt(model)), wanted.filter(cannotBeRebuilt)]
  const isKept = models.filter(({ config }) => config.fullRefresh === false)
  if (isKept.length > 0) throw new DiagnosticError(isKept.map(({ name, span }) => rollbackProtected(name, span)))
  const sources = new Set(models.flatMap(({ flow }) => (flow ? [flow.source] : [])))
  const problems = recordedFileProblems(manifest, stateUpTo(state, toBatch), sources, 'rollback')
  if (problems.length > 0) throw new DiagnosticError(problems)
  const found = {
    models: models.map(({ id }) => id),
    skipped: skipped.map(({ id }) => id),
    again: appliedAgain(compiled, state, sources, toBatch),
  }
  if (options.dryRun || models.length === 0) return { ...found, summary: null }
  const stagings = models.flatMap(({ flow }) => (flow ? [flow.driving] : []))
  const selected = new Set([...stagings, ...found.models])
  const summary = await runProject(compiled, {
    ...options,
    command: 'build',
    selected: manifest.graph.order.filter((id) => selected.has(id)),
    fullRefresh: true,
    untilCaughtUp: false,
    takesNewFiles: false,
    upTo: toBatch,
  })
  await reopen(compiled, options, stagings)
  return { ...found, summary }
}

async function readLive(compiled: CompiledProject, options: RollbackOptions): Promise<WarehouseState> {
  const engines = new OpenEngines(compiled, options)
  const stores = new SourceStores(compiled, options)
  try {
    const session = engines.warehouseExists ? await engines.connect('redshift') : null
    return await readState(compiled, stores, ledgerOf(compiled, engines), session)
  } finally {
    await engines.close()
    await stores.close()
  }
}

/** A batch that nobody has any more is open: its files may be replaced, taken away or set aside. */
async function reopen(compiled: CompiledProject, options: RollbackOptions, stagings: readonly NodeId[]): Promise<void> {
  const engines = new OpenEngines(compiled, options)
  try {
    const session = await engines.connect('redshift')
    const ledger = ledgerOf(compiled, engines)
    await session.execute(reopenUnapplied(ledger, options.toBatch))
    // What such a batch had set aside is judged again when it comes again.
    const aside = settingAside(compiled.manifest)
    for (const id of new Set(stagings.filter((staging) => aside.has(staging)))) {
      const staging = compiled.manifest.nodes.get(id)
      if (staging?.kind !== 'model' || (await session.describe(quarantineOf(staging))) === null) continue
      const table = engines.setup.layout.warehouse.relation(quarantineOf(staging))
      await session.execute(`delete from ${table} where _batch_id in (${openBatchesAfter(ledger, options.toBatch)})`)
    }
  } finally {
    await engines.close()
  }
}

function appliedAgain(
  { manifest }: CompiledProject,
  state: WarehouseState,
  sources: ReadonlySet<NodeId>,
  toBatch: string,
): readonly AppliedAgain[] {
  return sourcesOf(manifest)
    .filter(({ id }) => sources.has(id))
    .map(({ sourceName, name }) => {
      const isLater = (row: { readonly source: string; readonly table: string; readonly batchId: string }) =>
        row.source === sourceName && row.table === name && row.batchId > toBatch
      const batches = state.batches.filter(isLater).map(({ batchId }) => batchId)
      const files = state.files.filter((file) => isLater(file) && batches.includes(file.batchId))
      return { source: sourceName, table: name, batches: batches.sort(), files: files.map(({ key }) => key).sort() }
    })
    .filter(({ batches }) => batches.length > 0)
}

function newestOf({ batches }: WarehouseState): string | null {
  return (
    batches
      .map(({ batchId }) => batchId)
      .sort()
      .at(-1) ?? null
  )
}
