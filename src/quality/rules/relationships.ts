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
  check: (call) => {
    const failing = (shows: string, more = '') =>
      `select ${shows} from (select ${call.column} as from_field${more} from ${call.model}) as child_rows` +
      ` left join ${one(call, 'to')} as parent_rows on child_rows.from_field = parent_rows.${one(call, 'field')}` +
      ` where child_rows.from_field is not null and parent_rows.${one(call, 'field')} is null`
    return {
      kind: 'query',
      failingRows: failing('child_rows.from_field'),
      failingIds: failing('child_rows._change_id', ', _change_id'),
    }
  },
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
  check: (call) => {
    const failing = (shows: string, more = '') =>
      `select ${shows} from (${values(call, call.column, call.model, 'from_condition', more)}) as child_rows` +
      ` left join (${values(call, one(call, 'field') ?? '', one(call, 'to') ?? '', 'to_condition')}) as parent_rows` +
      ' on child_rows.from_field = parent_rows.from_field where parent_rows.from_field is null'
    return {
      kind: 'query',
      failingRows: failing('child_rows.from_field'),
      failingIds: failing('child_rows._change_id', ', _change_id'),
    }
  },
}

function values(call: RuleCall, column: string, relation: string, condition: string, more = ''): string {
  const where = allOf([`${column} is not null`, one(call, condition)])
  return `select ${column} as from_field${more} from ${relation} where ${where}`
}
