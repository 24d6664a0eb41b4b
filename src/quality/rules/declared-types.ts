import type { Rule } from '../rule.ts'
import { failingRow } from './row-condition.ts'

/**
 * What stands in a staging table has been read, so its rows fail nothing: a value that cannot be read holds the batch back
 * before, or is set aside there with its row.
 */
export const declaredTypes: Rule = {
  name: 'declared_types',
  summary: 'Every value in the change files is of the type that its source column is declared with.',
  scope: 'row',
  needsColumn: false,
  judgesFiles: true,
  parameters: [],
  check: (call) => failingRow(call, '1 = 0'),
}
