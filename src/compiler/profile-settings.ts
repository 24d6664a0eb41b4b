import { type ProfileConfig, type ResolvedProfile, resolveProfile } from '../config/profile.ts'
import * as problems from '../diagnostics/catalog/compile.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Span } from '../diagnostics/source.ts'
import type { OriginText } from '../template/origin-text.ts'
import { parseTemplate } from '../template/parse.ts'
import type { Environment } from './project-helpers.ts'
import { render } from './render-model.ts'

const defaults: ResolvedProfile = {
  threads: 4,
  schema: 'analytics',
  schemaPrefix: '',
  storage: { raw: null, handoff: null, kmsKeyArn: null, cacheMaxBytes: null, requesterPays: false },
}

/**
 * The settings of a profile that compiling needs. One whose variable is not set is left out: it is the business of what
 * connects, and a project compiles without secrets.
 */
export function profileSettings(
  profile: ProfileConfig | null,
  environment: Environment,
  report: (diagnostic: Diagnostic) => void,
): ResolvedProfile {
  if (!profile) return defaults
  const { resolved, diagnostics } = resolveProfile(profile, (template) => renderValue(template, environment))
  for (const problem of diagnostics) report(problem)
  return resolved
}

function renderValue(source: OriginText, environment: Environment): string | null {
  const { template } = parseTemplate(source)
  if (!template) return null
  const names = {
    ref: () => problems.badReference('ref', null, placeOf(source)),
    source: () => problems.badReference('source', null, placeOf(source)),
    feed: () => problems.badReference('changes', null, placeOf(source)),
  }
  const context = {
    macros: new Map(),
    tests: new Map(),
    docs: new Map(),
    brokenNames: new Set<string>(),
    isProjectSound: true,
    environment,
    target: '',
    schema: '',
  }
  const { text, isSound } = render(template, context, {
    dialect: 'redshift',
    names,
    self: null,
    isIncremental: false,
    allowsConfig: false,
  })
  return isSound ? text.text : null
}

function placeOf(source: OriginText): Span {
  return source.originOf(0)?.span ?? { file: { path: 'profiles', text: '' }, start: 0, end: 0 }
}
