import type { Rule } from '../rule.ts'
import { failingRow, rowCondition } from './row-condition.ts'

export const onlyNull: Rule = {
  name: 'expect_column_values_to_be_null',
  packages: ['dbt_expectations'],
  summary: 'The column has no value in any row.',
  scope: 'row',
  needsColumn: true,
  parameters: [rowCondition],
  check: (call) => failingRow(call, `${call.column} is not null`),
}
