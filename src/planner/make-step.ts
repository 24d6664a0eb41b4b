import { plainSql } from './sql-text.ts'
import type { Action, Step } from './steps.ts'

export type PartialStep = Pick<Step, 'id' | 'kind' | 'why' | 'script'> & Partial<Step>

/** A step that waits for nothing, holds no tests and belongs to no batch, unless it says so. */
export function makeStep(partial: PartialStep): Step {
  const nothing = { node: null, after: [], needs: [], tests: [], batch: null, handoff: null }
  return { ...nothing, engine: 'redshift', ...partial }
}

export function executeText(text: string): Action {
  return { kind: 'execute', sql: plainSql(text) }
}

/** `1 file`, `2 files`. */
export function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`
}
