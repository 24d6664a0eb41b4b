import { one, type Rule, type RuleCall, type RuleParameter } from '../rule.ts'
import { allOf } from '../sql.ts'

const parameters: readonly RuleParameter[] = [
  { name: 'to', required: true, type: 'relation' },
  { name: 'field', required: true, type: 'column', of: 'to' },
]

/** As in dbt, a NULL in the column passes. */
export const relationships: Rule = {
  name: 'relationships',
  summary: "Every value of the column stands in another relation's column.",
  scope: 'table',
  needsColumn: true,
  parameters,
  check: (call) => ({
    kind: 'query',
    failingRows:
      `select child_rows.from_field from (select ${call.column} as from_field from ${call.model}) as child_rows` +
      ` left join ${one(call, 'to')} as parent_rows on child_rows.from_field = parent_rows.${one(call, 'field')}` +
      ` where child_rows.from_field is not null and parent_rows.${one(call, 'field')} is null`,
  }),
}

export const relationshipsWhere: Rule = {
  name: 'relationships_where',
  packages: ['dbt_utils'],
  summary: "Every value of the column, of some rows, stands in another relation's column, of some rows.",
  scope: 'table',
  needsColumn: true,
  parameters: [
    ...parameters,
    { name: 'from_condition', type: 'expression' },
    { name: 'to_condition', type: 'expression' },
  ],
  check: (call) => ({
    kind: 'query',
    failingRows:
      `select child_rows.from_field from (${values(call, call.column, call.model, 'from_condition')}) as child_rows` +
      ` left join (${values(call, one(call, 'field') ?? '', one(call, 'to') ?? '', 'to_condition')}) as parent_rows` +
      ' on child_rows.from_field = parent_rows.from_field where parent_rows.from_field is null',
  }),
}

function values(call: RuleCall, column: string, relation: string, condition: string): string {
  const where = allOf([`${column} is not null`, one(call, condition)])
  return `select ${column} as from_field from ${relation} where ${where}`
}
