import { one, type Rule } from '../rule.ts'
import { outside, share } from '../sql.ts'
import { failingGroup, groupByColumns } from './group.ts'

/** A relation without rows passes. */
export const notNullProportion: Rule = {
  name: 'not_null_proportion',
  packages: ['dbt_utils'],
  summary: 'The share of rows in which the column has a value lies between two bounds.',
  scope: 'table',
  needsColumn: true,
  parameters: [
    { name: 'at_least', required: true, type: 'number' },
    { name: 'at_most', type: 'number' },
    groupByColumns,
  ],
  check(call) {
    const found = share(call, `count(${call.column})`, 'count(*)')
    return failingGroup(call, {
      shows: `${found} as not_null_proportion`,
      fails: outside(found, one(call, 'at_least'), one(call, 'at_most') ?? '1', false),
    })
  },
}
