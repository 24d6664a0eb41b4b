import type { Rule } from '../rule.ts'

/** As in dbt, NULLs are left out: they are the business of not_null. */
export const unique: Rule = {
  name: 'unique',
  summary: 'No value of the column stands in two rows.',
  scope: 'table',
  needsColumn: true,
  parameters: [],
  failingRows: ({ model, column }) =>
    `select ${column} as unique_field, count(*) as n_records from ${model} where ${column} is not null group by ${column} having count(*) > 1`,
}
