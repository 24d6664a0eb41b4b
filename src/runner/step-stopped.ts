import type { Diagnostic } from '../diagnostics/diagnostic.ts'

/** Stops the script of a step; the transaction it is in rolls back. */
export class StepStopped extends Error {
  override readonly name = 'StepStopped'
  readonly diagnostics: readonly Diagnostic[]
  readonly heldBack: boolean
  readonly retryable: boolean
  constructor(diagnostics: readonly Diagnostic[], heldBack: boolean, retryable = false) {
    super('step stopped')
    this.diagnostics = diagnostics
    this.heldBack = heldBack
    this.retryable = retryable
  }
}
