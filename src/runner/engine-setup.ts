import { existsSync } from 'node:fs'
import { isAbsolute, join, relative } from 'node:path'
import type { CompiledProject } from '../compiler/compile.ts'
import { configNotBuiltYet } from '../diagnostics/catalog/config.ts'
import {
  handoffOutside,
  noHandoffFolder,
  notForEngine,
  twoDatabaseFiles,
} from '../diagnostics/catalog/engine-profile.ts'
import { DiagnosticError } from '../diagnostics/diagnostic.ts'
import type { EngineConfig } from '../engines/registry.ts'
import { enginePlaces } from '../engines/setup/places.ts'
import { hasSpark } from '../engines/setup/python.ts'
import type { EngineName } from '../manifest/nodes.ts'
import { type EngineLayout, embedded, engineLayout, type PlannedAdapter } from '../planner/engine-layout.ts'
import { pathInside } from '../storage/path-inside.ts'
import { engineConfig, sparkForDataFrames } from './engine-config.ts'

/** What the profile says of both engines, checked. */
export interface EngineSetup {
  readonly configs: Readonly<Record<EngineName, EngineConfig>>
  readonly layout: EngineLayout
  /** Where hand-offs are written, absolute. */
  readonly handoff: string
  /** The Spark that runs DataFrame models, where the engine `spark` does not; null where none is needed or installed. */
  readonly dataframes: EngineConfig | null
  readonly runsDataFrames: boolean
}

/** Reads the profile. Throws a DiagnosticError when it does not say it rightly, or names what cannot run builds yet. */
export function engineSetup(compiled: CompiledProject, root: string): EngineSetup {
  const configs = { spark: configOf(compiled, root, 'spark'), redshift: configOf(compiled, root, 'redshift') }
  const { spark, redshift } = configs
  if (spark.type === 'duckdb' && redshift.type === 'duckdb') {
    if (spark.path !== redshift.path) {
      const [one, other] = [spark, redshift].map(({ path }) => relative(root, path))
      throw new DiagnosticError([twoDatabaseFiles(one ?? '', other ?? '', spanOf(compiled, 'spark'))])
    }
    const dataframes = installedSpark(compiled, root)
    // Without DataFrame models nothing is handed over.
    const handoff = dataframes ? handoffFolder(compiled, root) : ''
    return { configs, layout: embedded, handoff, dataframes, runsDataFrames: dataframes !== null }
  }
  const adapters = { spark: adapterOf(compiled, spark, 'spark'), redshift: adapterOf(compiled, redshift, 'redshift') }
  const dataframes = adapters.spark === 'spark' ? null : installedSpark(compiled, root)
  const runsDataFrames = adapters.spark === 'spark' || dataframes !== null
  const layout = engineLayout(adapters, false)
  return { configs, layout, handoff: handoffFolder(compiled, root), dataframes, runsDataFrames }
}

/** Whether there is a warehouse at all: an embedded one is a file, which the first build makes. */
export function warehouseExists({ configs }: EngineSetup): boolean {
  return configs.redshift.type !== 'duckdb' || existsSync(configs.redshift.path)
}

/** For a project that has DataFrame models. It keeps no tables. */
function installedSpark(compiled: CompiledProject, root: string): EngineConfig | null {
  const config = sparkForDataFrames(compiled, root)
  return config && hasSpark(enginePlaces(root).python) ? config : null
}

function configOf(compiled: CompiledProject, root: string, engine: EngineName): EngineConfig {
  const found = compiled.profile?.engines[engine]
  // The settings of an adapter that runs no builds yet need not be told apart.
  if (found && (found.type.value === 'glue' || found.type.value === 'redshift'))
    throw new DiagnosticError([
      configNotBuiltYet(`engine type: ${found.type.value}`, found.type.span, ['duckdb', 'spark', 'postgres']),
    ])
  return engineConfig(compiled, root, engine)
}

function adapterOf(compiled: CompiledProject, config: EngineConfig, engine: EngineName): PlannedAdapter {
  const known: readonly PlannedAdapter[] = engine === 'spark' ? ['duckdb', 'spark'] : ['duckdb', 'postgres']
  const adapter = known.find((name) => name === config.type)
  if (!adapter) throw new DiagnosticError([notForEngine(config.type, engine, known, spanOf(compiled, engine))])
  return adapter
}

/** `storage.handoff`, and in it a folder for each project and each `schema_prefix`: people share one. */
function handoffFolder(compiled: CompiledProject, root: string): string {
  const { storage, schemaPrefix } = compiled.settings
  const written = storage.handoff?.value ?? '.tidemill/handoff'
  const place = storage.handoff?.span ?? spanOf(compiled, 'spark')
  if (/^[a-z0-9]+:\/\//i.test(written)) throw new DiagnosticError([noHandoffFolder(written, place)])
  const inside = isAbsolute(written) ? null : pathInside(root, written)
  if (inside === null) throw new DiagnosticError([handoffOutside(written, place)])
  return join(inside, `${schemaPrefix}${compiled.project.name}`)
}

function spanOf(compiled: CompiledProject, engine: EngineName) {
  return compiled.profile?.engines[engine]?.span ?? null
}
