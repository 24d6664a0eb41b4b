import type { CompiledProject } from '../compiler/compile.ts'
import { type Diagnostic, DiagnosticError, hasErrors } from '../diagnostics/diagnostic.ts'
import { formatDiagnostics } from '../diagnostics/format.ts'
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
  const { root, target, vars, secrets, startedAt, console, json } = invocation
  const { compiled, diagnostics } = openProject({
    root,
    target,
    vars,
    env: secrets.env,
    fullRefresh,
    runStartedAt: startedAt,
  })
  if (compiled) {
    const { project, profile, manifest } = compiled
    secrets.spare([project.name, compiled.context.target])
    for (const node of manifest.nodes.values())
      secrets.spare([node.name, ...('relation' in node ? [node.relation.schema] : [])])
    if (profile) secrets.addProfile(profile)
  }
  if (hasErrors(diagnostics)) throw new DiagnosticError(diagnostics)
  invariant(compiled, 'a project that cannot be read gave no error')
  if (!json && diagnostics.length > 0 && !console.quiet) console.problem(formatDiagnostics(diagnostics, console.style))
  return { compiled, warnings: diagnostics }
}
