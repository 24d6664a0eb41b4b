import { isOn, one, type RuleCall, type RuleParameter } from '../rule.ts'
import { outside } from '../sql.ts'

/** The bounds of a test of dbt-expectations: included, unless it is strict. */
export const boundsParameters: readonly RuleParameter[] = [
  { name: 'min_value', type: 'expression' },
  { name: 'max_value', type: 'expression' },
  { name: 'strictly', type: 'boolean' },
]

export function isStrict(call: RuleCall): boolean {
  return isOn(call, 'strictly') || one(call, 'inclusive') === 'false'
}

/** True where a value lies outside `min_value` and `max_value`. */
export function outsideBounds(call: RuleCall, value: string): string {
  return outside(value, one(call, 'min_value'), one(call, 'max_value'), isStrict(call))
}
