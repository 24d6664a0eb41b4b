import type { CompiledProject, CompileResult } from '../compiler/compile.ts'
import { type Diagnostic, DiagnosticError, hasErrors } from '../diagnostics/diagnostic.ts'
import { formatDiagnostics } from '../diagnostics/format.ts'
import type { SourceFile } from '../diagnostics/source.ts'
import { openProject } from '../runner/open-project.ts'
import { invariant } from '../util/invariant.ts'
import type { Invocation } from './invocation.ts'

export interface OpenedProject {
  readonly compiled: CompiledProject
  /** Told on stderr already, unless the command answers in JSON. */
  readonly warnings: readonly Diagnostic[]
}

/** Compiles the project of an invocation. Throws a DiagnosticError with everything that is wrong, warnings included. */
export function openCompiled(invocation: Invocation, fullRefresh = false): OpenedProject {
  const { console, json } = invocation
  const { compiled, diagnostics: found } = readProject(invocation, fullRefresh)
  const diagnostics = judged(found, invocation)
  if (hasErrors(diagnostics)) throw new DiagnosticError(diagnostics)
  invariant(compiled, 'a project that cannot be read gave no error')
  if (!json && diagnostics.length > 0 && !console.quiet) console.problem(formatDiagnostics(diagnostics, console.style))
  return { compiled, warnings: diagnostics }
}

/** The same for commands that need no more than the profile: mistakes in models do not keep them from their work. */
export function openForProfile(invocation: Invocation): CompiledProject {
  const { compiled, diagnostics } = readProject(invocation, false)
  if (!compiled?.profile) throw new DiagnosticError(diagnostics)
  return compiled
}

function readProject(invocation: Invocation, fullRefresh: boolean): CompileResult {
  const { root, target, vars, secrets, startedAt } = invocation
  const result = openProject({
    root,
    target,
    vars,
    env: secrets.env,
    fullRefresh,
    runStartedAt: startedAt,
  })
  const { compiled, diagnostics } = result
  if (compiled) {
    const { project, profile, manifest } = compiled
    secrets.spare([project.name, compiled.context.target])
    for (const node of manifest.nodes.values())
      secrets.spare([node.name, ...('relation' in node ? [node.relation.schema] : [])])
    if (profile) secrets.addProfile(profile)
  }
  for (const { span } of diagnostics) {
    if (span && isProfile(span.file)) secrets.addUnreadProfile(span.file.text)
  }
  return result
}

/** With `--strict` a function whose meaning on DuckDB nobody has verified is an error. */
export function judged(diagnostics: readonly Diagnostic[], { strict }: Invocation): readonly Diagnostic[] {
  if (!strict) return diagnostics
  return diagnostics.map((one) => (one.code === 'dialect/not-verified' ? { ...one, severity: 'error' } : one))
}

/** Says what nobody has verified to mean the same on DuckDB, or throws with `--strict`. */
export function tellDoubts(invocation: Invocation): (doubts: readonly Diagnostic[]) => void {
  const { console } = invocation
  return (unjudged) => {
    const doubts = judged(unjudged, invocation)
    if (hasErrors(doubts)) throw new DiagnosticError(doubts)
    if (doubts.length > 0) console.problem(formatDiagnostics(doubts, console.style))
  }
}

/** Whether a file that has mistakes may hold passwords, which the lines shown around a mistake must not. */
function isProfile({ path, text }: SourceFile): boolean {
  return /\.ya?ml$/.test(path) && /^engines\s*:/m.test(text)
}
