import { type Check, isOn, one, type Rule, type RuleCall, type RuleParameter } from '../rule.ts'
import { ago, allOf, dateparts, now } from '../sql.ts'
import { failingGroup, groupBy, groupByColumns } from './group.ts'
import { rowCondition } from './row-condition.ts'

const age: readonly RuleParameter[] = [
  { name: 'datepart', required: true, type: 'option', options: dateparts },
  { name: 'interval', required: true, type: 'number' },
]

/** A relation without rows, or without a time in any, fails. */
export const recency: Rule = {
  name: 'recency',
  packages: ['dbt_utils'],
  summary: 'The newest value of a column is at most so old.',
  scope: 'table',
  needsColumn: false,
  parameters: [
    { name: 'field', required: true, type: 'column' },
    ...age,
    { name: 'ignore_time_component', type: 'boolean' },
    groupByColumns,
  ],
  check(call) {
    const type = isOn(call, 'ignore_time_component') ? 'date' : 'timestamp'
    return newest(call, `cast(max(${one(call, 'field')}) as ${type})`, `cast(${oldest(call)} as ${type})`)
  },
}

export const freshness: Rule = {
  name: 'freshness',
  summary: 'The newest value of the column is at most so old.',
  scope: 'table',
  needsColumn: true,
  parameters: [{ name: 'within', required: true, type: 'interval' }, groupBy],
  check(call) {
    const [amount = '', unit = ''] = (call.arguments.within ?? []) as readonly string[]
    return newest(call, `cast(max(${call.column}) as timestamp)`, ago(call, amount, unit))
  },
}

/** Times that lie ahead do not count, and rows without any time that does are as old as 1970. */
export const recentData: Rule = {
  name: 'expect_row_values_to_have_recent_data',
  packages: ['dbt_expectations'],
  summary: 'The newest value of the column, of those that do not lie ahead, is at most so old.',
  scope: 'table',
  needsColumn: true,
  parameters: [...age, rowCondition],
  check(call) {
    const time = `cast(${call.column} as timestamp)`
    const found = `coalesce(max(${time}), cast('1970-01-01' as timestamp))`
    return {
      kind: 'groups',
      by: [],
      where: allOf([`${time} <= ${now(call)}`, one(call, rowCondition.name)]),
      shows: `max(${time}) as max_timestamp`,
      fails: `${found} < ${oldest(call)}`,
    }
  },
}

function oldest(call: RuleCall): string {
  return ago(call, one(call, 'interval') ?? '', one(call, 'datepart') ?? '')
}

function newest(call: RuleCall, found: string, threshold: string): Check {
  return failingGroup(call, {
    shows: `${found} as most_recent, ${threshold} as threshold`,
    fails: `${found} < ${threshold} or ${found} is null`,
  })
}
