import type { Rule, RuleCall } from '../rule.ts'
import { double, share } from '../sql.ts'
import { boundsParameters, outsideBounds } from './between.ts'
import { failingGroup, groupBy } from './group.ts'
import { rowCondition } from './row-condition.ts'

const parameters = [...boundsParameters, groupBy, rowCondition]

/** dbt-expectations' tests of one aggregate. Where it is NULL, as of no rows, the test passes. */
function aggregateBetween(name: string, of: string, value: (call: RuleCall) => string): Rule {
  return {
    name,
    packages: ['dbt_expectations'],
    summary: `The ${of} lies between two bounds.`,
    scope: 'table',
    needsColumn: of !== 'number of rows',
    parameters,
    needsOneOf: ['min_value', 'max_value'],
    check(call) {
      const found = value(call)
      return failingGroup(call, { shows: `${found} as measured`, fails: outsideBounds(call, found) })
    },
  }
}

export const aggregatesBetween: readonly Rule[] = [
  aggregateBetween('expect_column_max_to_be_between', 'greatest value of the column', ({ column }) => `max(${column})`),
  aggregateBetween(
    'expect_column_mean_to_be_between',
    'mean of the column',
    (call) => `avg(${double(call, call.column)})`,
  ),
  aggregateBetween('expect_column_min_to_be_between', 'least value of the column', ({ column }) => `min(${column})`),
  aggregateBetween(
    'expect_column_proportion_of_unique_values_to_be_between',
    'share of distinct values among the values of the column',
    (call) => `coalesce(${share(call, `count(distinct ${call.column})`, `count(${call.column})`)}, 1)`,
  ),
  aggregateBetween(
    'expect_column_stdev_to_be_between',
    'standard deviation of the column',
    (call) => `stddev_samp(${double(call, call.column)})`,
  ),
  aggregateBetween('expect_column_sum_to_be_between', 'sum of the column', ({ column }) => `sum(${column})`),
  aggregateBetween(
    'expect_column_unique_value_count_to_be_between',
    'number of distinct values of the column',
    (call) => `count(distinct ${call.column})`,
  ),
  aggregateBetween('expect_table_row_count_to_be_between', 'number of rows', () => 'count(*)'),
]
