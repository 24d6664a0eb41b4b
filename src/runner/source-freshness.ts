import type { CompiledProject } from '../compiler/compile.ts'
import type { FreshnessLimit } from '../config/source-values.ts'
import { type Diagnostic, DiagnosticError } from '../diagnostics/diagnostic.ts'
import type { Session } from '../engines/engine.ts'
import { EngineError } from '../engines/engine-error.ts'
import { sourcesOf } from '../manifest/manifest.ts'
import type { NodeId, SourceNode } from '../manifest/nodes.ts'
import { relationKey } from '../manifest/relation.ts'
import type { SourceFreshness } from '../manifest/sources-artifact.ts'
import { adapterWriter } from '../planner/adapter-writer.ts'
import { embedded } from '../planner/engine-layout.ts'
import type { SourceFile } from '../planner/warehouse-state.ts'
import { standsFor } from '../planner/write-sql.ts'
import { inlineSql } from './inline-sql.ts'
import { newestChange } from './newest-change.ts'
import { OpenEngines } from './open-engine.ts'
import { readState } from './read-state.ts'
import { sourceRows } from './source-rows.ts'
import { SourceStores } from './source-stores.ts'

export interface FreshnessOptions {
  readonly root: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly selected: ReadonlySet<NodeId>
  listener(found: SourceFreshness, source: SourceNode): void
  warn(doubts: readonly Diagnostic[]): void
}

/** Whether a table says how old its newest row may be. */
export function hasFreshness({ config: { freshness } }: SourceNode): boolean {
  return freshness !== null && (freshness.warnAfter !== null || freshness.errorAfter !== null)
}

/**
 * Looks into the files of source tables, on the embedded engine: without `loaded_at_field` for the newest commit time, with
 * it for its greatest value. Needs no warehouse.
 */
export async function sourceFreshness(
  compiled: CompiledProject,
  options: FreshnessOptions,
): Promise<readonly SourceFreshness[]> {
  const engines = new OpenEngines(compiled, { ...options, waitSeconds: null })
  const stores = new SourceStores(compiled, options)
  try {
    const { warehouse } = engines.setup.layout
    const state = await readState(compiled, stores, { schema: 'tidemill', words: warehouse }, null)
    const session = await engines.scratch()
    const found: SourceFreshness[] = []
    for (const source of sourcesOf(compiled.manifest)) {
      if (!options.selected.has(source.id) || !hasFreshness(source)) continue
      const files = [...(state.sources.get(source.id)?.files.values() ?? [])]
      const result = await freshnessOf(source, () => newestIn({ compiled, stores, session, options }, source, files))
      options.listener(result, source)
      found.push(result)
    }
    return found
  } finally {
    await engines.close()
    await stores.close()
  }
}

async function freshnessOf(source: SourceNode, newest: () => Promise<string | null>): Promise<SourceFreshness> {
  const startedAt = new Date()
  const told = (result: Pick<SourceFreshness, 'status' | 'maxLoadedAt' | 'ageSeconds' | 'error'>) => {
    const completedAt = new Date()
    return {
      source: source.id,
      limits: source.config.freshness,
      snapshottedAt: completedAt.toISOString(),
      startedAt,
      completedAt,
      ...result,
    }
  }
  try {
    const maxLoadedAt = momentOf(await newest())
    const ageSeconds = maxLoadedAt === null ? null : (Date.now() - Date.parse(maxLoadedAt)) / 1000
    return told({ status: statusOf(source, ageSeconds), maxLoadedAt, ageSeconds, error: null })
  } catch (failure) {
    if (!(failure instanceof EngineError) && !(failure instanceof DiagnosticError)) throw failure
    const error = failure instanceof DiagnosticError ? failure.diagnostics[0]?.message : failure.message
    return told({ status: 'runtime error', maxLoadedAt: null, ageSeconds: null, error: error ?? 'It failed.' })
  }
}

/** As in dbt, a table without rows is as stale as can be. */
function statusOf({ config: { freshness } }: SourceNode, age: number | null): 'pass' | 'warn' | 'error' {
  const isPast = (limit: FreshnessLimit | null | undefined) =>
    limit !== null && limit !== undefined && (age === null || age > limit.count * secondsIn[limit.period])
  if (isPast(freshness?.errorAfter)) return 'error'
  return isPast(freshness?.warnAfter) ? 'warn' : 'pass'
}

const secondsIn: Readonly<Record<FreshnessLimit['period'], number>> = { minute: 60, hour: 3_600, day: 86_400 }

interface Reading {
  readonly compiled: CompiledProject
  readonly stores: SourceStores
  readonly session: Session
  readonly options: FreshnessOptions
}

async function newestIn(reading: Reading, source: SourceNode, files: readonly SourceFile[]): Promise<string | null> {
  const { compiled, stores, session, options } = reading
  const { freshness, loadedAtField } = source.config
  const filter = freshness?.filter?.value.text.trim() ?? ''
  if (loadedAtField === null && filter === '') return newestChange(session, source, files, stores)
  if (files.length === 0) return null
  const newest = `cast(max(${loadedAtField?.value ?? '_commit_ts'}) as timestamp) as newest`
  const from = `{{source "${source.sourceName}" "${source.name}"}}`
  const text = `select ${newest} from ${from}${filter === '' ? '' : ` where ${filter}`}`
  const place = loadedAtField === null ? 'freshness' : 'loaded_at_field'
  const written = inlineSql(compiled, { text, engine: 'spark', from: place }, options.warn)
  const rows = await sourceRows(
    { stores, session, layout: embedded, engine: 'spark', readsS3: false },
    source,
    files,
    0,
  )
  const stands = standsFor([[relationKey(source.relation), rows]])
  const { query, text: origin } = written.compiled
  const { sql } = adapterWriter(embedded, compiled.columns).write(query, origin, 'spark', stands)
  const [[found = null] = []] = (await session.query(sql)).rows
  return found === null ? null : String(found)
}

/** As ISO 8601 in UTC; null for what is no time. */
function momentOf(time: string | null): string | null {
  if (time === null) return null
  const spelled = time.replace(' ', 'T')
  const at = new Date(/(?:Z|[+-]\d\d(?::?\d\d)?)$/.test(spelled) ? spelled : `${spelled}Z`)
  return Number.isNaN(at.getTime()) ? null : at.toISOString()
}
