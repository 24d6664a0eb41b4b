import { databaseFailed, systemRefused } from '../diagnostics/catalog/cli.ts'
import { type Diagnostic, DiagnosticError, diagnosticToJson } from '../diagnostics/diagnostic.ts'
import { formatDiagnostics } from '../diagnostics/format.ts'
import { EngineError } from '../engines/engine-error.ts'
import type { Secrets } from '../runner/secrets.ts'
import { TryAgainError } from '../runner/try-again.ts'
import type { Console } from './console.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { internalErrorText } from './internal-error.ts'

export interface FailureContext {
  readonly console: Console
  readonly json: boolean
  readonly secrets: Secrets
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Tells what stopped a command and answers with the exit code. */
export function reportFailure(failure: unknown, context: FailureContext): ExitCode {
  if (failure instanceof DiagnosticError) {
    printDiagnostics(failure.diagnostics, context)
    return exitCodes.misuse
  }
  if (failure instanceof TryAgainError) {
    printDiagnostics(failure.diagnostics, context)
    return exitCodes.tryAgain
  }
  const code = failure instanceof EngineError ? engineExitCode(failure) : null
  if (code !== null && failure instanceof EngineError) {
    printDiagnostics([databaseFailed(failure.message)], context)
    return code
  }
  if (isSystemError(failure)) {
    printDiagnostics([systemRefused(failure.message)], context)
    return exitCodes.misuse
  }
  context.console.problem(internalErrorText(failure, context.env))
  return exitCodes.internal
}

/** One JSON document on stdout, or text for people on stderr. */
export function printDiagnostics(diagnostics: readonly Diagnostic[], context: Omit<FailureContext, 'env'>): void {
  const { console, json, secrets } = context
  if (json) console.out(`${secrets.toJson({ diagnostics: diagnostics.map(diagnosticToJson) })}\n`)
  else if (diagnostics.length > 0) console.problem(formatDiagnostics(diagnostics, console.style))
}

/** Null for statements of ours that the engine does not understand: those are bugs. */
function engineExitCode(failure: EngineError): ExitCode | null {
  if (failure.retryable || failure.kind === 'locked' || failure.kind === 'unreachable') return exitCodes.tryAgain
  switch (failure.kind) {
    case 'cancelled':
      return exitCodes.interrupted
    case 'resources':
    case 'permission':
    case 'data':
      return exitCodes.failed
    default:
      return null
  }
}

const systemErrors: ReadonlySet<string> = new Set(
  'EACCES EDQUOT EEXIST EIO EISDIR ELOOP EMFILE ENAMETOOLONG ENFILE ENOSPC ENOTDIR EPERM EROFS'.split(' '),
)

/** A full disk, a missing permission, a file where a folder should be: nothing of ours is wrong. */
function isSystemError(failure: unknown): failure is Error {
  if (!(failure instanceof Error) || !('code' in failure) || !('syscall' in failure)) return false
  return systemErrors.has(String(failure.code))
}
