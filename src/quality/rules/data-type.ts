import { one, type Rule } from '../rule.ts'
import { failingRow } from './row-condition.ts'

/** NULL passes. */
export const dataType: Rule = {
  name: 'data_type',
  summary: 'Every value of the column can be cast to a type.',
  scope: 'row',
  needsColumn: true,
  parameters: [{ name: 'type', required: true, type: 'expression' }],
  check: (call) =>
    failingRow(call, `${call.column} is not null and try_cast(${call.column} as ${one(call, 'type')}) is null`),
}
