import { many, one, type Rule, type RuleCall } from '../rule.ts'
import { double } from '../sql.ts'
import { boundsParameters, outsideBounds } from './between.ts'
import { groupBy } from './group.ts'
import { rowCondition } from './row-condition.ts'

const shape = { packages: ['dbt_expectations'], scope: 'table', needsColumn: true } as const
const parameters = [...boundsParameters, groupBy, rowCondition]
const needsOneOf = ['min_value', 'max_value']

export const medianBetween: Rule = {
  ...shape,
  name: 'expect_column_median_to_be_between',
  summary: 'The median of the column lies between two bounds.',
  parameters,
  needsOneOf,
  check: (call) => quantileOutside(call, '0.5'),
}

export const quantileBetween: Rule = {
  ...shape,
  name: 'expect_column_quantile_values_to_be_between',
  summary: 'A quantile of the column, such as 0.95, lies between two bounds.',
  parameters: [{ name: 'quantile', required: true, type: 'number' }, ...parameters],
  needsOneOf,
  check: (call) => quantileOutside(call, one(call, 'quantile') ?? ''),
}

/** A query of its own: Redshift sorts by one thing in a select, not by two. */
function quantileOutside(call: RuleCall, quantile: string) {
  const value = double(call, call.column)
  const found =
    call.engine === 'spark'
      ? `percentile(${value}, ${quantile})`
      : `percentile_cont(${quantile}) within group (order by ${value})`
  const by = many(call, groupBy.name)
  const condition = one(call, rowCondition.name)
  const quantiles =
    `select ${[...by, `${found} as measured`].join(', ')} from ${call.model}` +
    `${condition ? ` where ${condition}` : ''}${by.length > 0 ? ` group by ${by.join(', ')}` : ''}`
  const failingRows = `select * from (${quantiles}) as quantiles where ${outsideBounds(call, 'measured')}`
  return { kind: 'query', failingRows } as const
}
