import { many, type Rule } from '../rule.ts'

/** As in dbt, NULL passes: `value not in (…)` is unknown for it. */
export const acceptedValues: Rule = {
  name: 'accepted_values',
  summary: 'Every value of the column is one of a list.',
  scope: 'row',
  needsColumn: true,
  parameters: [
    { name: 'values', required: true, type: 'list' },
    { name: 'quote', required: false, type: 'boolean' },
  ],
  failingRows: (call) =>
    `select ${call.column} as value_field, count(*) as n_records from ${call.model} where ${call.column} not in (${many(call, 'values').join(', ')}) group by ${call.column}`,
}
