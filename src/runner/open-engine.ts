import { existsSync } from 'node:fs'
import { isAbsolute, join, relative } from 'node:path'
import type { CompiledProject } from '../compiler/compile.ts'
import { configNotBuiltYet } from '../diagnostics/catalog/config.ts'
import { pathOutside, twoDatabaseFiles } from '../diagnostics/catalog/engine-profile.ts'
import { DiagnosticError, hasErrors } from '../diagnostics/diagnostic.ts'
import type { Engine } from '../engines/engine.ts'
import { EngineError } from '../engines/engine-error.ts'
import { openingProblem } from '../engines/opening-problem.ts'
import { openEngine } from '../engines/registry.ts'
import type { EngineName } from '../manifest/nodes.ts'
import { pathInside } from '../storage/path-inside.ts'
import { resolveSettings } from './resolve-settings.ts'
import { TryAgainError } from './try-again.ts'

export interface EngineAddress {
  readonly adapter: string
  /** The database file of an embedded engine, absolute. */
  readonly path: string
  /** Whether the database file is there. */
  readonly exists: boolean
}

/**
 * Where the profile says that an embedded engine is. Throws a DiagnosticError when the profile does not say it rightly, or
 * names an engine of another kind: builds run on embedded ones.
 */
export function engineAddress(compiled: CompiledProject, root: string, engine: EngineName): EngineAddress {
  const { found, settings: resolved, problems } = resolveSettings(compiled, engine)
  if (found.type.value !== 'duckdb') {
    throw new DiagnosticError([configNotBuiltYet(`engine type: ${found.type.value}`, found.type.span, ['duckdb'])])
  }
  const written = typeof resolved.path === 'string' ? resolved.path : 'warehouse.duckdb'
  const inside = isAbsolute(written) ? null : pathInside(root, written)
  if (inside === null) problems.push(pathOutside(engine, written, found.span))
  if (hasErrors(problems) || inside === null) throw new DiagnosticError(problems)
  const path = join(root, written)
  return { adapter: found.type.value, path, exists: existsSync(path) }
}

export interface ConnectOptions {
  readonly root: string
  /** How long to wait for a lock; null: not at all. */
  readonly waitSeconds: number | null
}

/** Opens the engine that holds the warehouse. Throws TryAgainError when only time stands in the way. */
export async function connectWarehouse(compiled: CompiledProject, options: ConnectOptions): Promise<Engine> {
  const address = engineAddress(compiled, options.root, 'redshift')
  const raw = engineAddress(compiled, options.root, 'spark')
  if (raw.path !== address.path) {
    const place = compiled.profile?.engines.spark?.span ?? null
    const [one, other] = [raw, address].map(({ path }) => relative(options.root, path))
    throw new DiagnosticError([twoDatabaseFiles(one ?? '', other ?? '', place)])
  }
  const deadline = performance.now() + (options.waitSeconds ?? 0) * 1000
  for (;;) {
    try {
      return await openEngine({ type: 'duckdb', path: address.path })
    } catch (failure) {
      if (!(failure instanceof EngineError)) throw failure
      const { diagnostic, mayPass } = openingProblem('redshift', failure)
      if (!mayPass) throw new DiagnosticError([diagnostic])
      if (failure.kind !== 'locked' || performance.now() >= deadline) throw new TryAgainError([diagnostic])
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  }
}
