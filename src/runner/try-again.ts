import type { Diagnostic } from '../diagnostics/diagnostic.ts'

/** Something stands in the way that may be gone later: another process holds the database, a server does not answer. */
export class TryAgainError extends Error {
  override readonly name = 'TryAgainError'
  readonly diagnostics: readonly Diagnostic[]
  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map((diagnostic) => diagnostic.message).join('\n'))
    this.diagnostics = diagnostics
  }
}
