import { one, type Rule } from '../rule.ts'

/** As in dbt, a NULL in the column passes. */
export const relationships: Rule = {
  name: 'relationships',
  summary: "Every value of the column stands in another relation's column.",
  scope: 'table',
  needsColumn: true,
  parameters: [
    { name: 'to', required: true, type: 'relation' },
    { name: 'field', required: true, type: 'column', of: 'to' },
  ],
  failingRows: (call) =>
    `select child_rows.from_field from (select ${call.column} as from_field from ${call.model}) as child_rows` +
    ` left join ${one(call, 'to')} as parent_rows on child_rows.from_field = parent_rows.${one(call, 'field')}` +
    ` where child_rows.from_field is not null and parent_rows.${one(call, 'field')} is null`,
}
