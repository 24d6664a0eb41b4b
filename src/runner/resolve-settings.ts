import type { CompiledProject } from '../compiler/compile.ts'
import { render } from '../compiler/render-model.ts'
import { type EngineProfile, type ResolvedEngine, resolveEngine } from '../config/profile.ts'
import { profileIncomplete } from '../diagnostics/catalog/engine-profile.ts'
import { type Diagnostic, DiagnosticError } from '../diagnostics/diagnostic.ts'
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
  const { resolved, diagnostics } = resolveEngine(found, (source, report) => {
    const parsed = parseTemplate(source)
    for (const problem of parsed.diagnostics) report(problem)
    if (!parsed.template) return null
    const nothing = () => profileIncomplete(engine, context.target, profile.file)
    const rendered = render(parsed.template, context, {
      dialect: 'redshift',
      names: { ref: nothing, source: nothing, feed: nothing },
      self: null,
      isIncremental: false,
      allowsConfig: false,
    })
    for (const problem of rendered.diagnostics) report(problem)
    return rendered.diagnostics.length > 0 ? null : rendered.text.text
  })
  return { found, settings: resolved, problems: [...diagnostics] }
}
