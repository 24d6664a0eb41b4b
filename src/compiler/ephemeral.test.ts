import { expect, test } from 'vitest'
import { OriginText } from '../template/origin-text.ts'
import { inlineEphemerals } from './ephemeral.ts'

const file = { path: 'models/a.sql', text: '' }

function text(sql: string): OriginText {
  return OriginText.computed(sql, { file, start: 0, end: 0 })
}

function inlined(sql: string, ...models: readonly string[]): string {
  return inlineEphemerals(
    text(sql),
    models.map((name) => ({ name, text: text('select 1') })),
  ).text.replaceAll('\n', ' ')
}

test.each([
  ['select 2', [], 'select 2'],
  ['select 2', ['e'], 'with e as ( select 1 ) select 2'],
  ['select 2', ['e', 'f'], 'with e as ( select 1 ), f as ( select 1 ) select 2'],
  ['with a as (select 2) select 3', ['e'], 'with e as ( select 1 ), a as (select 2) select 3'],
  ['  WITH\na as (select 2) select 3', ['e'], 'with e as ( select 1 ), a as (select 2) select 3'],
  ['-- with\nwith a as (select 2) select 3', ['e'], 'with e as ( select 1 ), a as (select 2) select 3'],
  ['/* x */ with a as (select 2) select 3', ['e'], 'with e as ( select 1 ), a as (select 2) select 3'],
  ['with recursive a as (select 2) select 3', ['e'], 'with recursive e as ( select 1 ), a as (select 2) select 3'],
  ['select * from withdrawals', ['e'], 'with e as ( select 1 ) select * from withdrawals'],
])('%j with %j', (sql, models, expected) => {
  expect(inlined(sql, ...models)).toBe(expected)
})

test('what was written keeps its place', () => {
  const own = OriginText.computed('select x', { file: { path: 'b.sql', text: 'select x' }, start: 0, end: 8 })
  const found = inlineEphemerals(text('select 2'), [{ name: 'e', text: own }])
  expect(found.originOf(found.text.indexOf('select x'))?.span.file.path).toBe('b.sql')
  expect(found.originOf(found.text.indexOf('select 2'))?.span.file.path).toBe('models/a.sql')
})
