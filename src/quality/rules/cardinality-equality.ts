import { one, type Rule } from '../rule.ts'

/** Each value that does not stand as often in both is a failure for each of them that has it. NULL is a value. */
export const cardinalityEquality: Rule = {
  name: 'cardinality_equality',
  packages: ['dbt_utils'],
  summary: "Every value of the column stands as often in another relation's column.",
  scope: 'table',
  needsColumn: true,
  parameters: [
    { name: 'to', required: true, type: 'relation' },
    { name: 'field', required: true, type: 'column', of: 'to' },
  ],
  check(call) {
    const counted = (column: string, relation: string) =>
      `select ${column} as value_field, count(*) as num_rows from ${relation} group by ${column}`
    const [a, b] = [counted(call.column, call.model), counted(one(call, 'field') ?? '', one(call, 'to') ?? '')]
    const rest = (of: string, without: string, name: string) =>
      `select * from (select * from (${of}) as left_${name} except select * from (${without}) as right_${name}) as ${name}`
    return { kind: 'query', failingRows: `${rest(a, b, 'only_here')} union all ${rest(b, a, 'only_there')}` }
  },
}
