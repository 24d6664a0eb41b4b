import { one, type Rule, type RuleCall, type RuleParameter } from '../rule.ts'
import { double, misses, share } from '../sql.ts'
import { failingGroup, groupBy } from './group.ts'

/** What a measure must be: `"> 0.95"`, `"between 10 and 20"`. */
const is: RuleParameter = { name: 'is', required: true, type: 'comparison' }

/** One number about a relation, or about each group, and what it must be. Where it is NULL the test passes. */
function measuredRule(name: string, summary: string, needsColumn: boolean, value: (call: RuleCall) => string): Rule {
  return {
    name,
    summary,
    scope: 'table',
    needsColumn,
    parameters: [is, groupBy],
    check(call) {
      const found = value(call)
      return failingGroup(call, { shows: `${found} as measured`, fails: misses(found, one(call, is.name) ?? '') })
    },
  }
}

export const measuredRules: readonly Rule[] = [
  measuredRule('completeness', 'The share of rows with a value in the column is as said.', true, (call) =>
    share(call, `count(${call.column})`, 'count(*)'),
  ),
  measuredRule(
    'distinct_count',
    'The number of distinct values of the column is as said.',
    true,
    ({ column }) => `count(distinct ${column})`,
  ),
  measuredRule('mean', 'The mean of the column is as said.', true, (call) => `avg(${double(call, call.column)})`),
  measuredRule('row_count', 'The number of rows is as said.', false, () => 'count(*)'),
  measuredRule(
    'standard_deviation',
    'The standard deviation of the column is as said.',
    true,
    (call) => `stddev_samp(${double(call, call.column)})`,
  ),
  measuredRule('sum', 'The sum of the column is as said.', true, ({ column }) => `sum(${column})`),
  measuredRule('uniqueness', 'The share of distinct values among the values of the column is as said.', true, (call) =>
    share(call, `count(distinct ${call.column})`, `count(${call.column})`),
  ),
]
