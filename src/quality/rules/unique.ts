import type { Rule } from '../rule.ts'
import { one } from '../rule.ts'
import { allOf } from '../sql.ts'
import { rowCondition } from './row-condition.ts'

/** As in dbt, NULLs are left out: they are the business of not_null. Each value that stands twice is one failure. */
export const unique: Rule = {
  name: 'unique',
  aliases: ['expect_column_values_to_be_unique'],
  packages: ['dbt_expectations'],
  summary: 'No value of the column stands in two rows.',
  scope: 'table',
  needsColumn: true,
  parameters: [rowCondition],
  check: (call) => ({
    kind: 'groups',
    by: [call.column],
    where: allOf([`${call.column} is not null`, one(call, 'row_condition')]),
    shows: `${call.column} as unique_field, count(*) as n_records`,
    fails: 'count(*) > 1',
  }),
}
