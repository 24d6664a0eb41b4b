import { describe, expect, test } from 'vitest'
import { parseQuery } from '../../sql/parse-query.ts'
import { failingRows } from '../failing-rows.ts'
import { measure } from '../measure.ts'
import type { Check, Refusal, Rule, RuleCall, RuleParameter } from '../rule.ts'
import { rules, rulesByName } from './index.ts'

type Given = RuleCall['arguments']

function checkOf(name: string, given: Given = {}, engine: RuleCall['engine'] = 'redshift'): Check | Refusal {
  const rule = rulesByName.get(name)
  if (!rule) throw new Error(`no rule ${name}`)
  const columns = ['c', 'd'].map((column) => ({ name: column, type: 'integer' }))
  return rule.check({
    ...{ model: 't', column: 'c', columnName: 'c', engine, arguments: given },
    relation: () => ({ name: 't', columns }),
  })
}

function sound(check: Check | Refusal): Check {
  if (check.kind === 'refused') throw new Error(`${check.argument} must be ${check.expected}`)
  return check
}

test.each([
  ['not_null', {}, 'select c from t where c is null'],
  [
    'unique',
    {},
    'select c as unique_field, count(*) as n_records from t where c is not null group by c having count(*) > 1',
  ],
  [
    'accepted_values',
    { values: ["'a'", '2'] },
    "select c as value_field, count(*) as n_records from t where c not in ('a', 2) group by c",
  ],
  ['accepted_range', { min_value: '0' }, 'select c from t where c < 0'],
  ['accepted_range', { max_value: '9' }, 'select c from t where c > 9'],
  ['accepted_range', { min_value: '0', max_value: '9' }, 'select c from t where c < 0 or c > 9'],
  ['accepted_range', { min_value: '0', inclusive: 'false' }, 'select c from t where c <= 0'],
  ['accepted_range', { min_value: '0', inclusive: 'true' }, 'select c from t where c < 0'],
  ['range', { min: '0', max: '9', inclusive: 'false' }, 'select c from t where c <= 0 or c >= 9'],
  ['not_null', { row_condition: 'd > 1' }, 'select c from t where (d > 1) and (c is null)'],
  ['row_count', { is: '> 5' }, 'select count(*) as measured from t having not (count(*) > 5)'],
  ['at_least_one', { group_by_columns: ['d'] }, 'select d, count(c) as n_values from t group by d having count(c) = 0'],
  [
    'relationships',
    { to: 'p', field: 'id' },
    'select child_rows.from_field from (select c as from_field from t) as child_rows left join p as parent_rows on child_rows.from_field = parent_rows.id where child_rows.from_field is not null and parent_rows.id is null',
  ],
])('%s %j', (name, given, expected) => {
  expect(failingRows(sound(checkOf(name, given)), 't')).toBe(expected)
})

describe('the number of failures as an item of a select', () => {
  const measured = (name: string, given: Given, where: string | null = null) =>
    measure(sound(checkOf(name, given)), 't', where)

  test('rows are counted, and told one by one', () => {
    expect(measured('not_null', {}, 'd > 1 or d < 0')).toEqual({
      kind: 'row',
      by: [],
      where: null,
      countsRows: false,
      item: 'select count(case when (d > 1 or d < 0) and (c is null) then 1 end) as failures from t',
      condition: 'select case when (d > 1 or d < 0) and (c is null) then 1 else 0 end as fails from t',
    })
  })

  test('where failures are values, the rows that have them are counted', () => {
    expect(measured('accepted_values', { values: ['1'] })).toMatchObject({
      countsRows: true,
      item: 'select count(case when c not in (1) then 1 end) as failures from t',
    })
  })

  test('a relation as a whole fails once', () => {
    expect(measured('row_count', { is: '> 5' }, 'd > 1')).toEqual({
      kind: 'groups',
      by: [],
      where: 'd > 1',
      countsRows: false,
      item: 'select case when not (count(*) > 5) then 1 else 0 end as failures from t where d > 1',
      condition: null,
    })
  })

  test('each group fails by itself', () => {
    expect(measured('unique', {}, 'd > 1')).toEqual({
      kind: 'groups',
      by: ['c'],
      where: '(d > 1) and (c is not null)',
      countsRows: false,
      item: 'select case when count(*) > 1 then 1 else 0 end as fails from t where (d > 1) and (c is not null) group by c',
      condition: null,
    })
  })

  test('what reads other relations has none', () => {
    expect(measured('relationships', { to: 'p', field: 'id' })).toBeNull()
  })
})

const expressions: Readonly<Record<string, string>> = { expression: '- 1', test_condition: '= true' }

/** An argument of each kind. */
const samples: Readonly<Record<RuleParameter['type'], (parameter: RuleParameter) => string | readonly string[]>> = {
  list: () => ['1', '2'],
  relation: () => 'p',
  column: () => 'd',
  columns: () => ['c', 'd'],
  names: ({ name }) => (name.startsWith('column_type') ? ['integer', 'double'] : ['c', 'd']),
  number: () => '1',
  boolean: () => 'true',
  expression: ({ name }) => expressions[name] ?? (name.endsWith('condition') ? '1 = 1' : '2'),
  text: () => "'a'",
  texts: () => ["'a'", "'b'"],
  comparison: () => 'between 1 and 2',
  interval: () => ['3', 'day'],
  option: ({ options = [] }) => options.at(-1) ?? '',
}

function given(rule: Rule, isWanted: (parameter: RuleParameter) => boolean): Given {
  const exclusive = ['exclude_columns']
  const own = rule.parameters.filter((parameter) => isWanted(parameter) && !exclusive.includes(parameter.name))
  return Object.fromEntries(own.map((parameter) => [parameter.name, samples[parameter.type](parameter)]))
}

test.each(rules.map((rule) => [rule.name, rule] as const))(
  '%s is SQL in both dialects, over a table and over a condition',
  (_, rule) => {
    const { needsOneOf = [] } = rule
    for (const engine of ['spark', 'redshift'] as const) {
      for (const isWanted of [({ name, required }: RuleParameter) => required || name === needsOneOf[0], () => true]) {
        const check = sound(checkOf(rule.name, given(rule, isWanted), engine))
        const models = ['s.t', '(select * from s.t where a > 1)']
        const measured = measure(check, 's.t', 'a > 1')
        for (const text of [...models.map((model) => failingRows(check, model)), measured?.item, measured?.condition]) {
          if (text) expect([text, parseQuery(text, engine).problem]).toEqual([text, null])
        }
      }
    }
  },
)

test('every parameter that is needed, or of which one is, is a parameter', () => {
  for (const { parameters, needsOneOf = [] } of rules) {
    const known = parameters.map(({ name }) => name)
    const named = parameters.flatMap(({ of, quotedIf }) => [...(of ? [of] : []), ...(quotedIf ? [quotedIf] : [])])
    for (const name of [...needsOneOf, ...named]) expect(known).toContain(name)
    expect(new Set(known).size).toBe(known.length)
  }
})

test('no two rules have one name', () => {
  const names = rules.flatMap(({ name, aliases = [] }) => [name, ...aliases])
  expect(new Set(names).size).toBe(names.length)
})

test('the prefix of a package is part of the name, and only of its own', () => {
  expect(rulesByName.get('dbt_utils.accepted_range')?.name).toBe('accepted_range')
  expect(rulesByName.get('dbt_expectations.expect_column_values_to_not_be_null')?.name).toBe('not_null')
  expect(rulesByName.has('dbt_utils.regex')).toBe(false)
})
