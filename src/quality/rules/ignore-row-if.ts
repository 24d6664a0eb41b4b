import { one, type RuleCall, type RuleParameter } from '../rule.ts'

/** Which rows a test of dbt-expectations over several columns leaves out: those without any value, or without all. */
export const ignoreRowIf: RuleParameter = {
  name: 'ignore_row_if',
  type: 'option',
  options: ['all_values_are_missing', 'any_value_is_missing'],
}

/** The condition on the rows that are looked at. */
export function ignoredRows(call: RuleCall, columns: readonly string[]): string {
  const together = one(call, ignoreRowIf.name) === 'any_value_is_missing' ? ' and ' : ' or '
  return columns.map((column) => `${column} is not null`).join(together)
}
