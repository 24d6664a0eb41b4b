import { type Check, many, one, type Rule, type RuleCall, type RuleParameter } from '../rule.ts'
import { allOf } from '../sql.ts'
import { failingRow, rowCondition } from './row-condition.ts'

const shape = {
  packages: ['dbt_expectations'],
  needsColumn: true,
  parameters: [
    { name: 'value_set', required: true, type: 'list', quotedIf: 'quote_values' },
    { name: 'quote_values', type: 'boolean' },
    rowCondition,
  ] satisfies readonly RuleParameter[],
} as const

/** dbt-expectations joins the column with the set, so that NULL is in no set. Each row is a failure. */
export const valuesInSet: Rule = {
  ...shape,
  name: 'expect_column_values_to_be_in_set',
  summary: 'Every value of the column is one of a set; NULL is not.',
  scope: 'row',
  check: (call) => failingRow(call, outsideSet(call)),
}

export const valuesNotInSet: Rule = {
  ...shape,
  name: 'expect_column_values_to_not_be_in_set',
  summary: 'No value of the column is one of a set.',
  scope: 'row',
  check: (call) => failingRow(call, `${call.column} in (${set(call)})`),
}

/** Each value is one failure, NULL too. */
export const distinctValuesInSet: Rule = {
  ...shape,
  name: 'expect_column_distinct_values_to_be_in_set',
  summary: 'Every distinct value of the column is one of a set; NULL is not.',
  scope: 'table',
  check: (call) => ({
    kind: 'groups',
    by: [call.column],
    where: allOf([one(call, 'row_condition'), outsideSet(call)]),
    shows: `${call.column} as value_field`,
    fails: 'count(*) > 0',
  }),
}

export const distinctValuesContainSet: Rule = {
  ...shape,
  name: 'expect_column_distinct_values_to_contain_set',
  summary: 'Every value of a set stands in the column.',
  scope: 'table',
  check: (call) => missing(call),
}

export const distinctValuesEqualSet: Rule = {
  ...shape,
  name: 'expect_column_distinct_values_to_equal_set',
  summary: 'The distinct values of the column are those of a set, no more and no fewer; NULL is not one.',
  scope: 'table',
  check(call) {
    const where = allOf([one(call, 'row_condition'), outsideSet(call)])
    const extra = `select distinct ${call.column} as value_field from ${call.model} where ${where}`
    const lacking = missing(call)
    return { kind: 'query', failingRows: `${extra} union all ${lacking.failingRows}` }
  },
}

function set(call: RuleCall): string {
  return many(call, 'value_set').join(', ')
}

function outsideSet(call: RuleCall): string {
  return `${call.column} is null or ${call.column} not in (${set(call)})`
}

function missing(call: RuleCall): Extract<Check, { kind: 'query' }> {
  const wanted = [...new Set(many(call, 'value_set'))].map((value) => `select ${value} as value_field`)
  const condition = one(call, 'row_condition')
  const found = `select distinct ${call.column} as value_field from ${call.model}${condition ? ` where ${condition}` : ''}`
  return {
    kind: 'query',
    failingRows:
      `select wanted.value_field from (${wanted.join(' union all ')}) as wanted` +
      ` left join (${found}) as found on wanted.value_field = found.value_field where found.value_field is null`,
  }
}
