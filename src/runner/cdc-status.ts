import type { CompiledProject } from '../compiler/compile.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { sourcesOf } from '../manifest/manifest.ts'
import { hasApplied, type SourceState } from '../planner/warehouse-state.ts'
import { everyConsumer } from '../planner/work.ts'
import { newestChange } from './newest-change.ts'
import { OpenEngines } from './open-engine.ts'
import { readState } from './read-state.ts'
import { ledgerOf } from './run.ts'
import { SourceStores } from './source-stores.ts'

/** The document of `cdc status --json`. */
export interface CdcStatus {
  readonly sources: readonly SourceStatus[]
  /** The replication tasks of DMS; none are watched on a laptop. */
  readonly tasks: readonly never[]
}

export interface SourceStatus {
  readonly source: string
  readonly table: string
  readonly mode: string
  readonly pending_files: number
  readonly applied_files: number
  /** The id of a batch that not every reader has applied; null when there is none. */
  readonly open_batch: string | null
  /** Models that the open batch waits for. */
  readonly waits_for: readonly string[]
  /** The commit time of the newest change in the files, ISO, UTC. */
  readonly newest_change: string | null
  /** How old that change is. */
  readonly lag_seconds: number | null
  /** What keeps the table from going on. */
  readonly problems: readonly string[]
  /** What should be known besides. */
  readonly warnings: readonly string[]
}

export async function cdcStatus(
  compiled: CompiledProject,
  options: {
    readonly root: string
    readonly env: Readonly<Record<string, string | undefined>>
    readonly waitSeconds: number | null
  },
): Promise<CdcStatus> {
  const engines = new OpenEngines(compiled, options)
  const stores = new SourceStores(compiled, options)
  try {
    const session = engines.warehouseExists ? await engines.connect('redshift') : null
    const state = await readState(compiled, stores, ledgerOf(compiled, engines), session)
    // What the files hold is read without the engine that would take them in: it may take long to start.
    const reader = await engines.reader()
    const sources: SourceStatus[] = []
    for (const source of sourcesOf(compiled.manifest)) {
      const found = state.sources.get(source.id)
      const batches = state.batches.filter((batch) => batch.source === source.sourceName && batch.table === source.name)
      const open = batches.filter((batch) => batch.open).map((batch) => batch.batchId)
      const recorded = state.files.filter((file) => file.source === source.sourceName && file.table === source.name)
      const applied = new Set(recorded.filter((file) => !open.includes(file.batchId)).map((file) => file.key))
      for (const key of found?.reload?.files ?? []) applied.delete(key)
      const waits = everyConsumer(compiled.manifest, source).filter((model) =>
        open.some((batch) => !hasApplied(state, model.id, batch)),
      )
      const newest = await newestChange(reader, source, [...(found?.files.values() ?? [])], stores)
      sources.push({
        source: source.sourceName,
        table: source.name,
        mode: source.config.mode,
        pending_files: (found?.reload?.files.length ?? 0) + (found?.pending.length ?? 0) + (found?.pendingBeyond ?? 0),
        applied_files: applied.size,
        open_batch: open[0] ?? null,
        waits_for: waits.map((model) => model.name),
        newest_change: newest,
        lag_seconds: newest === null ? null : Math.max(0, Math.round((Date.now() - Date.parse(`${newest}Z`)) / 1000)),
        problems: messages(found, 'error'),
        warnings: messages(found, 'warning'),
      })
    }
    return { sources, tasks: [] }
  } finally {
    await engines.close()
    await stores.close()
  }
}

function messages(found: SourceState | undefined, severity: Diagnostic['severity']): readonly string[] {
  return (found?.problems ?? []).filter((problem) => problem.severity === severity).map((problem) => problem.message)
}
