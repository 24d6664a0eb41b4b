import { one, type Rule, type RuleCall } from '../rule.ts'

/** dbt-utils' accepted_range; `range` with `min` and `max` is the same test. NULL passes. */
export const acceptedRange: Rule = {
  name: 'accepted_range',
  summary: 'Every value of the column lies between two bounds.',
  scope: 'row',
  needsColumn: true,
  parameters: [
    { name: 'min_value', required: false, type: 'expression' },
    { name: 'max_value', required: false, type: 'expression' },
    { name: 'inclusive', required: false, type: 'boolean' },
  ],
  needsOneOf: ['min_value', 'max_value'],
  failingRows: (call) => outside(call, one(call, 'min_value'), one(call, 'max_value')),
}

export const range: Rule = {
  ...acceptedRange,
  name: 'range',
  parameters: [
    { name: 'min', required: false, type: 'expression' },
    { name: 'max', required: false, type: 'expression' },
    { name: 'inclusive', required: false, type: 'boolean' },
  ],
  needsOneOf: ['min', 'max'],
  failingRows: (call) => outside(call, one(call, 'min'), one(call, 'max')),
}

function outside(call: RuleCall, min: string | undefined, max: string | undefined): string {
  const equal = one(call, 'inclusive') === 'false' ? '=' : ''
  const bounds = [
    min === undefined ? null : `${call.column} <${equal} ${min}`,
    max === undefined ? null : `${call.column} >${equal} ${max}`,
  ].filter((bound) => bound !== null)
  return `select ${call.column} from ${call.model} where ${bounds.join(' or ')}`
}
