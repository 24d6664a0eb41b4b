import { many, one, type Rule } from '../rule.ts'
import { failingGroup, groupByColumns } from './group.ts'
import { failingRow, rowCondition } from './row-condition.ts'

/**
 * At a column the expression goes on from it: `>= 0`. With groups it is over aggregates. Where it is NULL, the row
 * passes. `test_condition` is what dbt-expectations compares it with.
 */
export const expressionIsTrue: Rule = {
  name: 'expression_is_true',
  aliases: ['expression'],
  packages: ['dbt_utils', 'dbt_expectations'],
  summary: 'A condition holds for every row.',
  scope: 'row',
  needsColumn: false,
  parameters: [
    { name: 'expression', required: true, type: 'expression' },
    { name: 'test_condition', type: 'expression' },
    groupByColumns,
    rowCondition,
  ],
  check(call) {
    const written = `${call.column === '' ? '' : `${call.column} `}${one(call, 'expression')}`
    const condition = one(call, 'test_condition')
    const fails = condition === undefined ? `not (${written})` : `not ((${written}) ${condition})`
    if (many(call, groupByColumns.name).length === 0) return failingRow(call, fails, '*')
    return failingGroup(call, { shows: 'count(*) as n_records', fails })
  },
}
