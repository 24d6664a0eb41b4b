import { type Check, many, one, type RuleCall, type RuleParameter } from '../rule.ts'
import { allOf } from '../sql.ts'

/** dbt-expectations' name for the columns that make the groups; dbt-utils has `group_by_columns`. */
export const groupBy: RuleParameter = { name: 'group_by', type: 'columns' }

export const groupByColumns: RuleParameter = { name: 'group_by_columns', type: 'columns' }

/** Something about all rows, or about those of each group, that `row_condition` leaves. `shows`: what is measured. */
export function failingGroup(
  call: RuleCall,
  { shows, fails, where = null }: { readonly shows: string; readonly fails: string; readonly where?: string | null },
): Check {
  const by = [...many(call, groupBy.name), ...many(call, groupByColumns.name)]
  const rows = allOf([where, one(call, 'row_condition')])
  return { kind: 'groups', by, where: rows === '' ? null : rows, shows: [...by, shows].join(', '), fails }
}
