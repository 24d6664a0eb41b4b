import { many, one, type Rule, type RuleCall, type RuleParameter } from '../rule.ts'
import { failingRow, rowCondition } from './row-condition.ts'

const matchOn: RuleParameter = { name: 'match_on', type: 'option', options: ['any', 'all'] }

/** As written: `is_raw` makes no difference, since the text of the YAML is the pattern. */
const regexParameters: readonly RuleParameter[] = [
  { name: 'is_raw', type: 'boolean' },
  { name: 'flags', type: 'option', options: ['', 'i'] },
]

/** A regular expression that matches a part of the text, as the dialect's engine reads it. */
export const regex: Rule = {
  name: 'regex',
  summary: 'Every value of the column matches a regular expression, in a part of it at least.',
  scope: 'row',
  needsColumn: true,
  parameters: [{ name: 'pattern', required: true, type: 'text' }],
  check: (call) => failingRow(call, `not (${regexMatch(call, call.column, one(call, 'pattern') ?? '')})`),
}

type Match = (call: RuleCall, value: string, pattern: string) => string

/** Whether a part of a text matches; `flags: i` leaves upper and lower case out. */
export const regexMatch: Match = (call, value, pattern) => {
  if (call.engine === 'redshift') {
    return one(call, 'flags') === 'i' ? `regexp_instr(${value}, ${pattern}, 1, 1, 0, 'i') > 0` : `${value} ~ ${pattern}`
  }
  return `${value} rlike ${one(call, 'flags') === 'i' ? `concat('(?i)', ${pattern})` : pattern}`
}

const likeMatch: Match = (_, value, pattern) => `${value} like ${pattern}`

/** dbt-expectations' tests of one pattern, and of a list of which any or all must match, or must not. NULL passes. */
function matching(kind: 'regex' | 'like_pattern', isMatch: boolean): readonly Rule[] {
  const match = kind === 'regex' ? regexMatch : likeMatch
  const what = kind === 'regex' ? 'a regular expression' : 'a pattern of LIKE'
  const several = kind === 'regex' ? 'regular expressions' : 'patterns of LIKE'
  const name = `expect_column_values_to_${isMatch ? '' : 'not_'}match_${kind}`
  const common = {
    packages: ['dbt_expectations'],
    scope: 'row',
    needsColumn: true,
  } as const
  const rest = kind === 'regex' ? [rowCondition, ...regexParameters] : [rowCondition]
  const holds = (call: RuleCall, pattern: string) => `${isMatch ? '' : 'not '}(${match(call, call.column, pattern)})`
  const list = `${kind}_list`
  return [
    {
      ...common,
      name,
      summary: isMatch ? `Every value of the column matches ${what}.` : `No value of the column matches ${what}.`,
      parameters: [{ name: kind, required: true, type: 'text' }, ...rest],
      check: (call) => failingRow(call, `not (${holds(call, one(call, kind) ?? '')})`),
    },
    {
      ...common,
      name: `${name}_list`,
      summary: isMatch
        ? `Every value of the column matches any, or all, of some ${several}.`
        : `Any, or all, of some ${several} do not match, whatever the value of the column.`,
      parameters: [{ name: list, required: true, type: 'texts' }, matchOn, ...rest],
      check(call) {
        const together = one(call, matchOn.name) === 'all' ? ' and ' : ' or '
        const patterns = many(call, list).map((pattern) => holds(call, pattern))
        return failingRow(call, `not (${patterns.join(together)})`)
      },
    },
  ]
}

export const patternRules: readonly Rule[] = [
  ...matching('regex', true),
  ...matching('regex', false),
  ...matching('like_pattern', true),
  ...matching('like_pattern', false),
]
