import { type Check, many, type Rule, type RuleCall, type RuleParameter } from '../rule.ts'

const parameters: readonly RuleParameter[] = [
  { name: 'values', required: true, type: 'list', quotedIf: 'quote' },
  { name: 'quote', type: 'boolean' },
]

/** As in dbt, NULL passes: `value not in (…)` is unknown for it. Each value is one failure, however many rows have it. */
export const acceptedValues: Rule = {
  name: 'accepted_values',
  summary: 'Every value of the column is one of a list.',
  scope: 'row',
  needsColumn: true,
  parameters,
  check: (call) => values(call, 'not in'),
}

export const notAcceptedValues: Rule = {
  name: 'not_accepted_values',
  packages: ['dbt_utils'],
  summary: 'No value of the column is one of a list.',
  scope: 'row',
  needsColumn: true,
  parameters,
  check: (call) => values(call, 'in'),
}

function values(call: RuleCall, operator: 'in' | 'not in'): Check {
  const { column } = call
  return {
    kind: 'rows',
    fails: `${column} ${operator} (${many(call, 'values').join(', ')})`,
    shows: `${column} as value_field, count(*) as n_records`,
    distinct: column,
  }
}
