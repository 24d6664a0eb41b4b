import type { CompiledProject } from '../compiler/compile.ts'
import { render } from '../compiler/render-model.ts'
import { type EngineProfile, type ResolvedEngine, resolveEngine, resolveProfile } from '../config/profile.ts'
import type { RenderValue } from '../config/render-values.ts'
import { profileIncomplete } from '../diagnostics/catalog/engine-profile.ts'
import { type Diagnostic, DiagnosticError, hasErrors } from '../diagnostics/diagnostic.ts'
import type { EngineName } from '../manifest/nodes.ts'
import { parseTemplate } from '../template/parse.ts'

export interface ResolvedSettings {
  readonly found: EngineProfile
  readonly settings: ResolvedEngine
  /** What is wrong with them, to be added to. */
  readonly problems: Diagnostic[]
}

/** An engine's entry in the profile with its templates rendered. Throws a DiagnosticError when there is none. */
export function resolveSettings(compiled: CompiledProject, engine: EngineName): ResolvedSettings {
  const { profile, context } = compiled
  const found = profile?.engines[engine]
  if (!profile || !found) throw new DiagnosticError([profileIncomplete(engine, context.target, profile?.file ?? null)])
  const nothing = () => profileIncomplete(engine, context.target, profile.file)
  const { resolved, diagnostics } = resolveEngine(found, renderWith(compiled, nothing))
  return { found, settings: resolved, problems: [...diagnostics] }
}

/**
 * Throws a DiagnosticError when the profile's `storage` cannot be rendered: a project compiles without its variables, and
 * what reads files must not look for them elsewhere.
 */
export function checkStorage(compiled: CompiledProject): void {
  const { profile, settings, context } = compiled
  if (!profile || settings.storage.raw !== null) return
  const nothing = () => profileIncomplete('spark', context.target, profile.file)
  const entries = profile.settings.entries.filter(({ key }) => key === 'storage')
  if (entries.length === 0) return
  const storage = { ...profile, settings: { ...profile.settings, entries } }
  const { diagnostics } = resolveProfile(storage, renderWith(compiled, nothing))
  if (hasErrors(diagnostics)) throw new DiagnosticError(diagnostics)
}

function renderWith({ context }: CompiledProject, nothing: () => Diagnostic): RenderValue {
  return (source, report) => {
    const parsed = parseTemplate(source)
    for (const problem of parsed.diagnostics) report(problem)
    if (!parsed.template) return null
    const rendered = render(parsed.template, context, {
      dialect: 'redshift',
      names: { ref: nothing, source: nothing, feed: nothing },
      self: null,
      isIncremental: false,
      allowsConfig: false,
    })
    for (const problem of rendered.diagnostics) report(problem)
    return rendered.diagnostics.length > 0 ? null : rendered.text.text
  }
}
