import { quoteIdentifier } from '../../sql/quote.ts'
import { many, one, type Refusal, type Rule, type RuleCall } from '../rule.ts'

/**
 * As in dbt-utils: distinct rows are compared, and failures are those that only one has, and on top the difference
 * between how many each has alone.
 */
export const equality: Rule = {
  name: 'equality',
  packages: ['dbt_utils'],
  summary: 'Two relations have the same rows.',
  scope: 'table',
  needsColumn: false,
  parameters: [
    { name: 'compare_model', required: true, type: 'relation' },
    { name: 'compare_columns', type: 'columns' },
    { name: 'exclude_columns', type: 'names' },
  ],
  failCalc: "count(*) + coalesce(abs(sum(case when which_diff = 'a_minus_b' then 1 else -1 end)), 0)",
  check(call) {
    const columns = compared(call)
    if ('kind' in columns) return columns
    const list = columns.join(', ')
    const [here, there] = [`select ${list} from ${call.model}`, `select ${list} from ${one(call, 'compare_model')}`]
    const rest = (name: string, of: string, without: string) =>
      `select '${name}' as which_diff, ${name}.* from (${of} except ${without}) as ${name}`
    return {
      kind: 'query',
      failingRows: `${rest('a_minus_b', here, there)} union all ${rest('b_minus_a', there, here)}`,
    }
  },
}

/** The columns that are compared: those that are listed, or all but some. */
function compared(call: RuleCall): readonly string[] | Refusal {
  const listed = many(call, 'compare_columns')
  const excluded = new Set(many(call, 'exclude_columns'))
  if (listed.length > 0 && excluded.size > 0)
    return refused('exclude_columns', 'left out, since "compare_columns" is given')
  if (listed.length > 0) return listed
  const [here, there] = [call.relation(), call.relation('compare_model')]
  const names = (relation: typeof here) =>
    relation.columns?.map(({ name }) => name).filter((name) => !excluded.has(name))
  const [own, other] = [names(here), names(there)]
  if (!own || !other) {
    if (excluded.size === 0) return ['*']
    return refused(
      'exclude_columns',
      `left out, since the columns of "${(own ? there : here).name}" are not known; list some as "compare_columns"`,
    )
  }
  const alone = [...own.filter((name) => !other.includes(name)), ...other.filter((name) => !own.includes(name))]
  if (alone.length === 0) return own.map((name) => quoteIdentifier(call.engine, name))
  return refused(
    'compare_model',
    `a relation with the same columns as "${here.name}": only one of them has ${alone.join(', ')}`,
  )
}

function refused(argument: string, expected: string): Refusal {
  return { kind: 'refused', argument, expected }
}
