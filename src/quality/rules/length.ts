import { one, type Rule } from '../rule.ts'
import { misses } from '../sql.ts'
import { boundsParameters, outsideBounds } from './between.ts'
import { failingRow, rowCondition } from './row-condition.ts'

export const length: Rule = {
  name: 'length',
  summary: 'The number of characters of every value of the column is as said.',
  scope: 'row',
  needsColumn: true,
  parameters: [{ name: 'is', required: true, type: 'comparison' }],
  check: (call) => failingRow(call, misses(`length(${call.column})`, one(call, 'is') ?? '')),
}

export const lengthsEqual: Rule = {
  name: 'expect_column_value_lengths_to_equal',
  packages: ['dbt_expectations'],
  summary: 'Every value of the column has so many characters.',
  scope: 'row',
  needsColumn: true,
  parameters: [{ name: 'value', required: true, type: 'expression' }, rowCondition],
  check: (call) => failingRow(call, `not (length(${call.column}) = ${one(call, 'value')})`),
}

export const lengthsBetween: Rule = {
  name: 'expect_column_value_lengths_to_be_between',
  packages: ['dbt_expectations'],
  summary: 'The number of characters of every value of the column lies between two bounds.',
  scope: 'row',
  needsColumn: true,
  parameters: [...boundsParameters, rowCondition],
  needsOneOf: ['min_value', 'max_value'],
  check: (call) => failingRow(call, outsideBounds(call, `length(${call.column})`)),
}
