import { type Diagnostic, DiagnosticError, diagnosticToJson } from '../diagnostics/diagnostic.ts'
import { formatDiagnostics } from '../diagnostics/format.ts'
import type { Secrets } from '../runner/secrets.ts'
import { TryAgainError } from '../runner/try-again.ts'
import type { Console } from './console.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { version } from './version.ts'

export interface FailureContext {
  readonly console: Console
  readonly json: boolean
  readonly secrets: Secrets
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Tells what stopped a command and answers with the exit code. Only a bug of ours shows a stack, and only on request. */
export function reportFailure(failure: unknown, context: FailureContext): ExitCode {
  if (failure instanceof DiagnosticError) {
    printDiagnostics(failure.diagnostics, context)
    return exitCodes.misuse
  }
  if (failure instanceof TryAgainError) {
    printDiagnostics(failure.diagnostics, context)
    return exitCodes.tryAgain
  }
  const problem = systemProblem(failure)
  if (problem !== null) {
    context.console.problem(problem)
    return exitCodes.misuse
  }
  const { console, env } = context
  const message = failure instanceof Error ? failure.message : String(failure)
  console.problem(`${console.colors.red('A bug in Tidemill:')} ${message.split('\n')[0]}`)
  console.problem(
    env.TIDEMILL_DEBUG === '1' && failure instanceof Error
      ? `${failure.stack}`
      : `Please report it with what \`TIDEMILL_DEBUG=1 tidemill …\` prints (tidemill ${version}, Node ${process.versions.node}).`,
  )
  return exitCodes.internal
}

/** One JSON document on stdout, or text for people on stderr. */
export function printDiagnostics(diagnostics: readonly Diagnostic[], context: Omit<FailureContext, 'env'>): void {
  const { console, json, secrets } = context
  if (json) console.out(`${secrets.toJson({ diagnostics: diagnostics.map(diagnosticToJson) })}\n`)
  else if (diagnostics.length > 0) console.problem(formatDiagnostics(diagnostics, console.style))
}

/** What the operating system refused, in words: nothing of ours is wrong when the disk is full. */
function systemProblem(failure: unknown): string | null {
  if (!(failure instanceof Error) || !('code' in failure) || !('syscall' in failure)) return null
  const path = 'path' in failure && typeof failure.path === 'string' ? failure.path : 'a file'
  switch (failure.code) {
    case 'EACCES':
    case 'EPERM':
      return `Tidemill may not use ${path}: ${failure.message}.`
    case 'EROFS':
      return `${path} cannot be written: the file system is read-only.`
    case 'ENOSPC':
      return `${path} cannot be written: the disk is full.`
    case 'EISDIR':
    case 'ENOTDIR':
      return `${path} is not what is expected there: ${failure.message}.`
    default:
      return null
  }
}
