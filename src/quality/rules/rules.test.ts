import { expect, test } from 'vitest'
import { parseQuery } from '../../sql/parse-query.ts'
import type { RuleCall } from '../rule.ts'
import { rules } from './index.ts'

function sql(name: string, given: RuleCall['arguments'] = {}, model = 't'): string | undefined {
  return rules.get(name)?.failingRows({ model, column: 'c', arguments: given })
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
  [
    'relationships',
    { to: 'p', field: 'id' },
    'select child_rows.from_field from (select c as from_field from t) as child_rows left join p as parent_rows on child_rows.from_field = parent_rows.id where child_rows.from_field is not null and parent_rows.id is null',
  ],
])('%s %j', (name, given, expected) => {
  expect(sql(name, given)).toBe(expected)
})

const samples: Readonly<Record<string, RuleCall['arguments']>> = {
  accepted_values: { values: ['1'] },
  accepted_range: { min_value: '1' },
  range: { max: '1' },
  relationships: { to: 'p', field: 'id' },
}

test.each([...rules.keys()])('%s is SQL in both dialects, over a table and over a condition', (name) => {
  for (const model of ['s.t', '(select * from s.t where a > 1)']) {
    for (const dialect of ['spark', 'redshift'] as const) {
      expect(parseQuery(sql(name, samples[name], model) ?? '', dialect).problem).toBeNull()
    }
  }
})

test('every parameter that is needed, or of which one is, is a parameter', () => {
  for (const { parameters, needsOneOf = [] } of rules.values()) {
    const known = parameters.map(({ name }) => name)
    for (const name of [...needsOneOf, ...parameters.flatMap(({ of }) => of ?? [])]) expect(known).toContain(name)
  }
})
