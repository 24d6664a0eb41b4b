import { many, one, type Rule } from '../rule.ts'
import { double } from '../sql.ts'
import { boundsParameters, outsideBounds } from './between.ts'
import { groupBy } from './group.ts'
import { rowCondition } from './row-condition.ts'

/** A query of its own: Redshift sorts for one median in a select, not for two. */
export const medianBetween: Rule = {
  name: 'expect_column_median_to_be_between',
  packages: ['dbt_expectations'],
  summary: 'The median of the column lies between two bounds.',
  scope: 'table',
  needsColumn: true,
  parameters: [...boundsParameters, groupBy, rowCondition],
  needsOneOf: ['min_value', 'max_value'],
  check(call) {
    const by = many(call, groupBy.name)
    const condition = one(call, rowCondition.name)
    const medians =
      `select ${[...by, `median(${double(call, call.column)}) as measured`].join(', ')} from ${call.model}` +
      `${condition ? ` where ${condition}` : ''}${by.length > 0 ? ` group by ${by.join(', ')}` : ''}`
    return {
      kind: 'query',
      failingRows: `select * from (${medians}) as medians where ${outsideBounds(call, 'measured')}`,
    }
  },
}
