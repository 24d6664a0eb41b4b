import { many, one, type Rule, type RuleCall, type RuleParameter } from '../rule.ts'
import { share } from '../sql.ts'
import { groupBy } from './group.ts'
import { rowCondition } from './row-condition.ts'

const compareModel: RuleParameter = { name: 'compare_model', required: true, type: 'relation' }
const compareRows: RuleParameter = { name: 'compare_row_condition', type: 'expression' }
const compareGroups: RuleParameter = { name: 'compare_group_by', type: 'columns', of: 'compare_model' }
const tolerances: readonly RuleParameter[] = [
  { name: 'tolerance', type: 'number' },
  { name: 'tolerance_percent', type: 'number' },
]

/** An aggregate of two relations, or of their groups, that differ by no more than a tolerance. NULL is 0. */
export const reconciliation: Rule = {
  name: 'reconciliation',
  summary: 'An aggregate over two relations is the same, up to a tolerance.',
  scope: 'table',
  needsColumn: false,
  parameters: [
    { name: 'expression', required: true, type: 'expression' },
    { name: 'to', required: true, type: 'relation' },
    { name: 'to_expression', type: 'expression' },
    { name: 'tolerance', type: 'number' },
    groupBy,
  ],
  check(call) {
    const here = one(call, 'expression') ?? ''
    const by = many(call, groupBy.name)
    return compared(call, {
      here: { value: here, relation: call.model, by },
      there: { value: one(call, 'to_expression') ?? here, relation: one(call, 'to') ?? '', by },
    })
  },
}

export const aggregationEqualsOther: Rule = {
  name: 'expect_table_aggregation_to_equal_other_table',
  packages: ['dbt_expectations'],
  summary: 'An aggregate over two relations is the same, up to a tolerance.',
  scope: 'table',
  needsColumn: false,
  parameters: [
    { name: 'expression', required: true, type: 'expression' },
    compareModel,
    { name: 'compare_expression', type: 'expression' },
    groupBy,
    compareGroups,
    rowCondition,
    compareRows,
    ...tolerances,
  ],
  check(call) {
    const here = one(call, 'expression') ?? ''
    return withOther(call, here, one(call, 'compare_expression') ?? here)
  },
}

export const rowCountEqualsOther: Rule = {
  name: 'expect_table_row_count_to_equal_other_table',
  packages: ['dbt_expectations'],
  summary: 'Two relations have the same number of rows.',
  scope: 'table',
  needsColumn: false,
  parameters: [compareModel, groupBy, compareGroups, { name: 'factor', type: 'number' }, rowCondition, compareRows],
  check: (call) => withOther(call, 'count(*)', `count(*) * ${one(call, 'factor') ?? '1'}`),
}

export const rowCountEqualsOtherTimes: Rule = {
  ...rowCountEqualsOther,
  name: 'expect_table_row_count_to_equal_other_table_times_factor',
  summary: 'A relation has so many times the rows of another.',
  parameters: [
    compareModel,
    { name: 'factor', required: true, type: 'number' },
    groupBy,
    compareGroups,
    rowCondition,
    compareRows,
  ],
}

export const distinctCountEqualsOther: Rule = {
  name: 'expect_column_distinct_count_to_equal_other_table',
  packages: ['dbt_expectations'],
  summary: "The column has as many distinct values as another relation's.",
  scope: 'table',
  needsColumn: true,
  parameters: [
    compareModel,
    { name: 'compare_column_name', type: 'column', of: 'compare_model' },
    rowCondition,
    compareRows,
  ],
  check: (call) =>
    withOther(
      call,
      `count(distinct ${call.column})`,
      `count(distinct ${one(call, 'compare_column_name') ?? call.column})`,
    ),
}

interface Side {
  readonly value: string
  readonly relation: string
  readonly by: readonly string[]
  readonly where?: string | undefined
}

function withOther(call: RuleCall, here: string, there: string) {
  const by = many(call, groupBy.name)
  const where = one(call, rowCondition.name)
  const otherBy = many(call, compareGroups.name)
  return compared(call, {
    here: { value: here, relation: call.model, by, where },
    there: {
      value: there,
      relation: one(call, compareModel.name) ?? '',
      by: otherBy.length > 0 ? otherBy : by,
      where: one(call, compareRows.name) ?? where,
    },
  })
}

function compared(call: RuleCall, { here, there }: { readonly here: Side; readonly there: Side }) {
  const groups = here.by.map((_, at) => `group_${at + 1}`)
  const side = ({ value, relation, by, where }: Side) => {
    const columns = [...by.map((column, at) => `${column} as group_${at + 1}`), `${value} as measured`].join(', ')
    const condition = where === undefined ? '' : ` where ${where}`
    return `select ${columns} from ${relation}${condition}${by.length > 0 ? ` group by ${by.join(', ')}` : ''}`
  }
  const joined = groups.map((name) => `a.${name} = b.${name}`).join(' and ')
  const join =
    groups.length > 0 ? `full outer join (${side(there)}) as b on ${joined}` : `cross join (${side(there)}) as b`
  const shown = [
    ...groups.map((name) => `coalesce(a.${name}, b.${name}) as ${name}`),
    'a.measured, b.measured as compared',
  ]
  const difference = 'abs(coalesce(a.measured, 0) - coalesce(b.measured, 0))'
  const percent = one(call, 'tolerance_percent')
  const fails =
    percent === undefined
      ? `${difference} > ${one(call, 'tolerance') ?? '0'}`
      : `${share(call, difference, 'a.measured')} > ${percent}`
  const failingRows = `select ${shown.join(', ')} from (${side(here)}) as a ${join} where ${fails}`
  return { kind: 'query', failingRows } as const
}
