import { many, one, type Rule, type RuleCall, type RuleParameter } from '../rule.ts'
import { groupByColumns } from './group.ts'

const parameters: readonly RuleParameter[] = [
  { name: 'compare_model', required: true, type: 'relation' },
  groupByColumns,
]

/** As in dbt-utils, failures are the rows that one has more than the other. A group that only one of them has passes. */
export const equalRowcount: Rule = {
  name: 'equal_rowcount',
  packages: ['dbt_utils'],
  summary: 'Two relations have the same number of rows.',
  scope: 'table',
  needsColumn: false,
  parameters,
  failCalc: 'sum(coalesce(diff_count, 0))',
  check: (call) => ({ kind: 'query', failingRows: compared(call, 'abs(a.n_rows - b.n_rows) as diff_count') }),
}

/** As in dbt-utils, failures are the rows that there are too many: one where both have the same number. */
export const fewerRowsThan: Rule = {
  name: 'fewer_rows_than',
  packages: ['dbt_utils'],
  summary: 'The relation has fewer rows than another.',
  scope: 'table',
  needsColumn: false,
  parameters,
  failCalc: 'sum(coalesce(row_count_delta, 0))',
  check: (call) => ({
    kind: 'query',
    failingRows: compared(
      call,
      'case when a.n_rows > b.n_rows then a.n_rows - b.n_rows when a.n_rows = b.n_rows then 1 else 0 end as row_count_delta',
    ),
  }),
}

/** The groups of both side by side: all rows are one group when nothing else makes groups. */
function compared(call: RuleCall, difference: string): string {
  const by = many(call, groupByColumns.name)
  const groups = by.map((column, at) => `, ${column} as group_${at + 1}`).join('')
  const counted = (relation: string) =>
    by.length === 0
      ? `select 1 as join_key, count(*) as n_rows from ${relation}`
      : `select 1 as join_key, count(*) as n_rows${groups} from ${relation} group by ${by.join(', ')}`
  const shown = by.map((_, at) => `a.group_${at + 1} as group_${at + 1}_a, b.group_${at + 1} as group_${at + 1}_b, `)
  const joined = by.map((_, at) => ` and a.group_${at + 1} = b.group_${at + 1}`).join('')
  return (
    `select ${shown.join('')}a.n_rows as count_a, b.n_rows as count_b, ${difference} from (${counted(call.model)}) as a` +
    ` full outer join (${counted(one(call, 'compare_model') ?? '')}) as b on a.join_key = b.join_key${joined}`
  )
}
