import { existsSync } from 'node:fs'
import { relative } from 'node:path'
import type { CompiledProject } from '../compiler/compile.ts'
import { DiagnosticError } from '../diagnostics/diagnostic.ts'
import { EngineError } from '../engines/engine-error.ts'
import { type EngineConfig, openEngine } from '../engines/registry.ts'
import { enginePlaces } from '../engines/setup/places.ts'
import { missingEngines } from '../engines/setup/set-up.ts'
import type { EngineName } from '../manifest/nodes.ts'
import { engineConfig, wantedEngines } from './engine-config.ts'

export interface ConnectionCheck {
  readonly engine: EngineName
  readonly adapter: string
  readonly ok: boolean
  readonly message: string
}

/** Tries each engine of the profile. A database file that is not there yet is not made. */
export async function checkConnections(
  compiled: CompiledProject,
  options: { readonly root: string },
): Promise<readonly ConnectionCheck[]> {
  const checks: ConnectionCheck[] = []
  for (const engine of ['spark', 'redshift'] as const) checks.push(await check(compiled, options.root, engine))
  return checks
}

async function check(compiled: CompiledProject, root: string, engine: EngineName): Promise<ConnectionCheck> {
  const adapter = compiled.profile?.engines[engine]?.type.value ?? 'none'
  try {
    const config = engineConfig(compiled, root, engine)
    const missing = missingEngines(enginePlaces(root), wantedEngines([config], null))
    try {
      return { engine, adapter, ok: true, message: await answerOf(config, root) }
    } catch (failure) {
      const [first] = missing
      if (!first || !(failure instanceof EngineError)) throw failure
      const command = `${first.command} --target ${compiled.context.target}`
      const reason = failure.kind === 'unsupported' ? '' : ` (${failure.message})`
      return { engine, adapter, ok: false, message: `${first.what} is missing${reason}. Run \`${command}\`.` }
    }
  } catch (failure) {
    if (failure instanceof EngineError) return { engine, adapter, ok: false, message: failure.message }
    if (failure instanceof DiagnosticError) {
      const message = failure.diagnostics.map((problem) => problem.message).join(' ')
      return { engine, adapter, ok: false, message }
    }
    throw failure
  }
}

/** The version and the place of an engine that answers. */
async function answerOf(config: EngineConfig, root: string): Promise<string> {
  const isNew = config.type === 'duckdb' && !existsSync(config.path)
  const opened = await openEngine(isNew ? { type: 'duckdb', path: ':memory:' } : config)
  try {
    const session = await opened.connect()
    const { rows } = await session.query('select version()')
    const version = String(rows[0]?.[0] ?? '')
    switch (config.type) {
      case 'duckdb':
        return `DuckDB ${version}, ${relative(root, config.path)}${isNew ? ' (not there yet; the first build makes it)' : ''}`
      case 'spark':
        return `Spark ${version.split(' ')[0]}, ${config.master}, ${relative(root, config.warehouse)}`
      case 'postgres':
        return `${version.split(' on ')[0]}, ${config.host}:${config.port}/${config.database}`
      default:
        return version
    }
  } finally {
    await opened.close()
  }
}
