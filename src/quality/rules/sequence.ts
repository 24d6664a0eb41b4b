import { many, one, type Rule, type RuleCall } from '../rule.ts'
import { dateparts } from '../sql.ts'
import { groupBy, groupByColumns } from './group.ts'
import { rowCondition } from './row-condition.ts'

/** The first value, and what is NULL, passes. */
export const sequentialValues: Rule = {
  name: 'sequential_values',
  packages: ['dbt_utils'],
  summary: 'Every value of the column is the one before it and an interval.',
  scope: 'table',
  needsColumn: true,
  parameters: [
    { name: 'interval', type: 'number' },
    { name: 'datepart', type: 'option', options: dateparts },
    groupByColumns,
  ],
  check(call) {
    const interval = one(call, 'interval') ?? '1'
    const datepart = one(call, 'datepart')
    const before = 'cast(previous_value as timestamp)'
    const follows = datepart
      ? `cast(value_field as timestamp) = dateadd(${datepart}, ${interval}, ${before})`
      : `value_field = previous_value + ${interval}`
    const values = previousValues(call, many(call, groupByColumns.name), call.column, null)
    return { kind: 'query', failingRows: `select * from (${values}) as ordered where not (${follows})` }
  },
}

/** Each value beside the one before it. A NULL passes, and so does what comes after it. */
function monotonic(direction: 'increasing' | 'decreasing'): Rule {
  const name = `expect_column_values_to_be_${direction}`
  return {
    name,
    packages: ['dbt_expectations'],
    summary: `The values of the column are ${direction}, in the order of a column.`,
    scope: 'table',
    needsColumn: true,
    parameters: [
      { name: 'sort_column', type: 'column' },
      { name: 'strictly', type: 'boolean' },
      rowCondition,
      groupBy,
      { name: 'step', type: 'expression' },
    ],
    check(call) {
      const operator = `${direction === 'increasing' ? '>' : '<'}${one(call, 'strictly') === 'false' ? '=' : ''}`
      const step = one(call, 'step')
      const [more, less] =
        direction === 'increasing' ? ['value_field', 'previous_value'] : ['previous_value', 'value_field']
      const follows = `value_field ${operator} previous_value${step === undefined ? '' : ` and ${more} - ${less} = ${step}`}`
      const sorted = one(call, 'sort_column') ?? call.column
      const values = previousValues(call, many(call, groupBy.name), sorted, one(call, rowCondition.name) ?? null)
      return {
        kind: 'query',
        failingRows: `select * from (${values}) as ordered where previous_value is not null and not (${follows})`,
      }
    },
  }
}

export const increasing = monotonic('increasing')
export const decreasing = monotonic('decreasing')

function previousValues(call: RuleCall, by: readonly string[], sorted: string, where: string | null): string {
  const partition = by.length > 0 ? `partition by ${by.join(', ')} ` : ''
  const previous = `lag(${call.column}) over (${partition}order by ${sorted}) as previous_value`
  const columns = [...by, `${call.column} as value_field`, previous].join(', ')
  return `select ${columns} from ${call.model}${where === null ? '' : ` where ${where}`}`
}
