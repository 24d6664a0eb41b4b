import type { Rule } from '../rule.ts'
import { failingGroup, groupByColumns } from './group.ts'

/** NULL is no value: a column that has just one value, and NULLs beside it, fails; one without any value passes. */
export const notConstant: Rule = {
  name: 'not_constant',
  packages: ['dbt_utils'],
  summary: 'The column does not have the same value in all rows.',
  scope: 'table',
  needsColumn: true,
  parameters: [groupByColumns],
  check(call) {
    const values = `count(distinct ${call.column})`
    return failingGroup(call, { shows: `${values} as n_values`, fails: `${values} = 1` })
  },
}
