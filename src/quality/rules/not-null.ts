import type { Rule } from '../rule.ts'

export const notNull: Rule = {
  name: 'not_null',
  summary: 'The column has a value in every row.',
  scope: 'row',
  needsColumn: true,
  parameters: [],
  failingRows: ({ model, column }) => `select ${column} from ${model} where ${column} is null`,
}
