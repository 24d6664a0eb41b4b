import type { CompiledProject } from '../compiler/compile.ts'
import { DiagnosticError } from '../diagnostics/diagnostic.ts'
import { EngineError } from '../engines/engine-error.ts'
import { openEngine } from '../engines/registry.ts'
import type { EngineName } from '../manifest/nodes.ts'
import { engineAddress } from './open-engine.ts'

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
  try {
    const { adapter, path, exists } = engineAddress(compiled, root, engine)
    const opened = await openEngine({ type: 'duckdb', path: exists ? path : ':memory:' })
    try {
      const session = await opened.connect()
      const { rows } = await session.query('select version()')
      const place = path.slice(root.length + 1)
      return {
        engine,
        adapter,
        ok: true,
        message: `DuckDB ${rows[0]?.[0] ?? ''}, ${place}${exists ? '' : ' (not there yet; the first build makes it)'}`,
      }
    } finally {
      await opened.close()
    }
  } catch (failure) {
    if (failure instanceof EngineError) return { engine, adapter: 'duckdb', ok: false, message: failure.message }
    if (failure instanceof DiagnosticError)
      return {
        engine,
        adapter: 'duckdb',
        ok: false,
        message: failure.diagnostics.map((problem) => problem.message).join(' '),
      }
    throw failure
  }
}
