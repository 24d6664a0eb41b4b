import { engineNotOpened, engineUnreachable } from '../diagnostics/catalog/engine.ts'
import { runLocked } from '../diagnostics/catalog/plan.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { EngineError } from './engine-error.ts'

/** What to tell a user whose engine did not open, and whether trying again later may help (exit code 75 instead of 2). */
export interface OpeningProblem {
  readonly diagnostic: Diagnostic
  readonly mayPass: boolean
}

export function openingProblem(engine: string, failure: EngineError): OpeningProblem {
  switch (failure.kind) {
    case 'locked': {
      const { program, pid } = failure.holder ?? { program: null, pid: null }
      const holder = [program, pid === null ? null : `process ${pid}`].filter((part) => part !== null).join(', ')
      return { diagnostic: runLocked(holder === '' ? '' : ` (${holder})`), mayPass: true }
    }
    case 'unreachable':
    case 'transient':
    case 'throttled':
    case 'conflict':
    case 'session-lost':
      return { diagnostic: engineUnreachable(engine, failure.message), mayPass: true }
    default:
      return { diagnostic: engineNotOpened(engine, failure.message), mayPass: false }
  }
}
