import { isOn, one, type Rule } from '../rule.ts'

const gaps = { allowed: '<=', not_allowed: '=', required: '<' } as const

/** A range with NULL as a bound fails. */
export const mutuallyExclusiveRanges: Rule = {
  name: 'mutually_exclusive_ranges',
  packages: ['dbt_utils'],
  summary: 'The ranges between two columns do not overlap.',
  scope: 'table',
  needsColumn: false,
  parameters: [
    { name: 'lower_bound_column', required: true, type: 'column' },
    { name: 'upper_bound_column', required: true, type: 'column' },
    { name: 'partition_by', type: 'expression' },
    { name: 'gaps', type: 'option', options: Object.keys(gaps) },
    { name: 'zero_length_range_allowed', type: 'boolean' },
  ],
  check(call) {
    const lower = one(call, 'lower_bound_column')
    const upper = one(call, 'upper_bound_column')
    const by = one(call, 'partition_by')
    const partition = by === undefined ? '' : `partition by ${by} `
    const after = gaps[(one(call, 'gaps') ?? 'allowed') as keyof typeof gaps]
    const ascends = isOn(call, 'zero_length_range_allowed') ? '<=' : '<'
    const ranges =
      `select ${by === undefined ? '' : `${by} as partition_by_col, `}${lower} as lower_bound, ${upper} as upper_bound,` +
      ` lead(${lower}) over (${partition}order by ${lower}, ${upper}) as next_lower_bound,` +
      ` row_number() over (${partition}order by ${lower} desc, ${upper} desc) as from_the_end from ${call.model}`
    return {
      kind: 'query',
      failingRows:
        `select * from (${ranges}) as ranges where not coalesce(lower_bound ${ascends} upper_bound, false)` +
        ` or not coalesce(upper_bound ${after} next_lower_bound, from_the_end = 1)`,
    }
  },
}
