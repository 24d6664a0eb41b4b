import { one, type Rule } from '../rule.ts'
import { regexMatch } from './patterns.ts'
import { failingRow } from './row-condition.ts'

export const notEmptyString: Rule = {
  name: 'not_empty_string',
  packages: ['dbt_utils'],
  summary: 'No value of the column is an empty text, nor one of blanks alone.',
  scope: 'row',
  needsColumn: true,
  parameters: [{ name: 'trim_whitespace', type: 'boolean' }],
  // Redshift takes blanks at the end for none; a pattern is several times as quick as `trim`.
  check: (call) =>
    failingRow(
      call,
      call.engine === 'redshift' || one(call, 'trim_whitespace') === 'false'
        ? `${call.column} = ''`
        : `not (${regexMatch(call, call.column, "'[^ ]'")})`,
    ),
}
