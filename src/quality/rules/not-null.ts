import type { Rule } from '../rule.ts'
import { failingRow, rowCondition } from './row-condition.ts'

export const notNull: Rule = {
  name: 'not_null',
  aliases: ['expect_column_values_to_not_be_null'],
  packages: ['dbt_expectations'],
  summary: 'The column has a value in every row.',
  scope: 'row',
  needsColumn: true,
  parameters: [rowCondition],
  check: (call) => failingRow(call, `${call.column} is null`),
}
