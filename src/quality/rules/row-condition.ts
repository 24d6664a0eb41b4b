import { type Check, one, type RuleCall, type RuleParameter } from '../rule.ts'
import { allOf } from '../sql.ts'

/** The rows that a test of dbt-expectations is about. */
export const rowCondition: RuleParameter = { name: 'row_condition', type: 'expression' }

/** Rows that fail, among those for which `row_condition` holds. */
export function failingRow(call: RuleCall, fails: string, shows = call.column === '' ? '*' : call.column): Check {
  return { kind: 'rows', fails: allOf([one(call, 'row_condition'), fails]), shows }
}
