import { isOn, many, one, type Rule, type RuleParameter } from '../rule.ts'
import { text } from '../sql.ts'
import { failingGroup, groupBy } from './group.ts'
import { ignoredRows, ignoreRowIf } from './ignore-row-if.ts'
import { failingRow, rowCondition } from './row-condition.ts'

const pair: readonly RuleParameter[] = [
  { name: 'column_A', required: true, type: 'column' },
  { name: 'column_B', required: true, type: 'column' },
]

const shape = { packages: ['dbt_expectations'], needsColumn: false } as const

/** A row with NULL in one of them passes. */
export const pairGreater: Rule = {
  ...shape,
  name: 'expect_column_pair_values_A_to_be_greater_than_B',
  summary: 'One column is greater than another in every row.',
  scope: 'row',
  parameters: [...pair, { name: 'or_equal', type: 'boolean' }, rowCondition],
  check(call) {
    const [a, b] = [one(call, 'column_A'), one(call, 'column_B')]
    return failingRow(call, `not (${a} ${isOn(call, 'or_equal') ? '>=' : '>'} ${b})`, `${a}, ${b}`)
  },
}

/** A row with NULL in one of them passes. */
export const pairEqual: Rule = {
  ...shape,
  name: 'expect_column_pair_values_to_be_equal',
  summary: 'Two columns are equal in every row.',
  scope: 'row',
  parameters: [...pair, rowCondition],
  check(call) {
    const [a, b] = [one(call, 'column_A'), one(call, 'column_B')]
    return failingRow(call, `not (${a} = ${b})`, `${a}, ${b}`)
  },
}

export const multicolumnSum: Rule = {
  ...shape,
  name: 'expect_multicolumn_sum_to_equal',
  summary: 'The sums of some columns add up to a number, or to the sum of another.',
  scope: 'table',
  parameters: [
    { name: 'column_list', required: true, type: 'columns' },
    { name: 'sum_total', required: true, type: 'expression' },
    groupBy,
    rowCondition,
  ],
  check(call) {
    const found = many(call, 'column_list')
      .map((column) => `sum(${column})`)
      .join(' + ')
    const total = one(call, 'sum_total') ?? ''
    const wanted = /^-?[\d.]+$/.test(total) ? total : `sum(${total})`
    return failingGroup(call, { shows: `${found} as found, ${wanted} as wanted`, fails: `not (${found} = ${wanted})` })
  },
}

/** dbt-expectations counts the distinct values of a row as texts, so that one NULL among values makes it fail. */
export const uniqueWithinRecord: Rule = {
  ...shape,
  name: 'expect_select_column_values_to_be_unique_within_record',
  summary: 'No row has the same value in two of some columns, or NULL beside a value.',
  scope: 'row',
  parameters: [
    { name: 'column_list', required: true, type: 'columns' },
    { name: 'quote_columns', type: 'boolean' },
    ignoreRowIf,
    rowCondition,
  ],
  check(call) {
    const columns = many(call, 'column_list')
    const repeated = columns.flatMap((one, at) =>
      columns.slice(at + 1).map((other) => `${text(call, one)} = ${text(call, other)}`),
    )
    const lacking = columns.map((column) => `${column} is null`)
    const fails = `(${ignoredRows(call, columns)}) and (${[...lacking, ...repeated].join(' or ')})`
    return failingRow(call, fails, columns.join(', '))
  },
}
