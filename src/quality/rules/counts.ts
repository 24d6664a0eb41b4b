import { one, type Rule, type RuleCall } from '../rule.ts'
import { failingGroup, groupBy } from './group.ts'
import { rowCondition } from './row-condition.ts'

/** dbt-expectations' tests that compare a count with one number. */
function countCompared(name: string, summary: string, operator: string, value: (call: RuleCall) => string): Rule {
  return {
    name,
    packages: ['dbt_expectations'],
    summary,
    scope: 'table',
    needsColumn: name.startsWith('expect_column'),
    parameters: [{ name: 'value', required: true, type: 'expression' }, groupBy, rowCondition],
    check(call) {
      const found = value(call)
      const fails = `not (${found} ${operator} ${one(call, 'value')})`
      return failingGroup(call, { shows: `${found} as measured`, fails })
    },
  }
}

const distinct = ({ column }: RuleCall) => `count(distinct ${column})`

export const countsCompared: readonly Rule[] = [
  countCompared(
    'expect_column_distinct_count_to_be_greater_than',
    'The column has more distinct values than a number.',
    '>',
    distinct,
  ),
  countCompared(
    'expect_column_distinct_count_to_be_less_than',
    'The column has fewer distinct values than a number.',
    '<',
    distinct,
  ),
  countCompared('expect_column_distinct_count_to_equal', 'The column has so many distinct values.', '=', distinct),
  countCompared('expect_table_row_count_to_equal', 'The relation has so many rows.', '=', () => 'count(*)'),
]
