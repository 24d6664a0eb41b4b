import type { Rule } from '../rule.ts'
import { failingGroup, groupByColumns } from './group.ts'

/** A relation without rows fails; a group without rows is none. */
export const atLeastOne: Rule = {
  name: 'at_least_one',
  packages: ['dbt_utils'],
  summary: 'The column has a value in one row at least.',
  scope: 'table',
  needsColumn: true,
  parameters: [groupByColumns],
  check: (call) =>
    failingGroup(call, { shows: `count(${call.column}) as n_values`, fails: `count(${call.column}) = 0` }),
}
