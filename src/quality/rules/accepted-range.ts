import { one, type Rule } from '../rule.ts'
import { outside } from '../sql.ts'
import { boundsParameters, isStrict, outsideBounds } from './between.ts'
import { failingRow, rowCondition } from './row-condition.ts'

/** dbt-utils' accepted_range; `range` with `min` and `max` is the same test. NULL passes. */
export const acceptedRange: Rule = {
  name: 'accepted_range',
  packages: ['dbt_utils'],
  summary: 'Every value of the column lies between two bounds.',
  scope: 'row',
  needsColumn: true,
  parameters: [
    { name: 'min_value', type: 'expression' },
    { name: 'max_value', type: 'expression' },
    { name: 'inclusive', type: 'boolean' },
  ],
  needsOneOf: ['min_value', 'max_value'],
  check: (call) => failingRow(call, outsideBounds(call, call.column)),
}

export const range: Rule = {
  name: 'range',
  summary: 'Every value of the column lies between two bounds.',
  scope: 'row',
  needsColumn: true,
  parameters: [
    { name: 'min', type: 'expression' },
    { name: 'max', type: 'expression' },
    { name: 'inclusive', type: 'boolean' },
  ],
  needsOneOf: ['min', 'max'],
  check: (call) => failingRow(call, outside(call.column, one(call, 'min'), one(call, 'max'), isStrict(call))),
}

export const valuesBetween: Rule = {
  name: 'expect_column_values_to_be_between',
  packages: ['dbt_expectations'],
  summary: 'Every value of the column lies between two bounds.',
  scope: 'row',
  needsColumn: true,
  parameters: [...boundsParameters, rowCondition],
  needsOneOf: ['min_value', 'max_value'],
  check: (call) => failingRow(call, outsideBounds(call, call.column)),
}
