import { existsSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import type { CompiledProject } from '../compiler/compile.ts'
import { render } from '../compiler/render-model.ts'
import { resolveEngine } from '../config/profile.ts'
import { pathOutside, profileIncomplete } from '../diagnostics/catalog/engine-profile.ts'
import { type Diagnostic, DiagnosticError, hasErrors } from '../diagnostics/diagnostic.ts'
import type { Engine } from '../engines/engine.ts'
import { EngineError } from '../engines/engine-error.ts'
import { openingProblem } from '../engines/opening-problem.ts'
import { openEngine } from '../engines/registry.ts'
import type { EngineName } from '../manifest/nodes.ts'
import { pathInside } from '../storage/path-inside.ts'
import { parseTemplate } from '../template/parse.ts'
import { TryAgainError } from './try-again.ts'

export interface EngineAddress {
  readonly adapter: string
  /** The database file of an embedded engine, absolute. */
  readonly path: string
  /** Whether the database file is there. */
  readonly exists: boolean
}

/** Where the profile says an engine is. Throws a DiagnosticError when the profile does not say it rightly. */
export function engineAddress(compiled: CompiledProject, root: string, engine: EngineName): EngineAddress {
  const { profile, context } = compiled
  const found = profile?.engines[engine]
  if (!profile || !found) throw new DiagnosticError([profileIncomplete(engine, context.target, profile?.file ?? null)])
  const problems: Diagnostic[] = []
  const { resolved, diagnostics } = resolveEngine(found, (source, report) => {
    const parsed = parseTemplate(source)
    for (const problem of parsed.diagnostics) report(problem)
    if (!parsed.template) return null
    const nothing = () => profileIncomplete(engine, context.target, profile.file)
    const rendered = render(parsed.template, context, {
      dialect: 'redshift',
      names: { ref: nothing, source: nothing },
      self: null,
      isIncremental: false,
      allowsConfig: false,
    })
    for (const problem of rendered.diagnostics) report(problem)
    return rendered.diagnostics.length > 0 ? null : rendered.text.text
  })
  problems.push(...diagnostics)
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
  engineAddress(compiled, options.root, 'spark')
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
