import { expect, test } from 'vitest'
import { compileFiles } from '../../tests/support/compile-files.ts'
import { lineageArtifact } from '../manifest/lineage-artifact.ts'

const project = {
  'project.yml': 'name: shop\ntarget: local\n',
  'profiles/local.yml':
    'engines:\n  spark: {type: duckdb, path: w.duckdb}\n  redshift: {type: duckdb, path: w.duckdb}\n',
  'seeds/prices.csv': 'id,price\n1,10\n',
}

function lineageOf(name: string, models: Readonly<Record<string, string>>) {
  const { compiled } = compileFiles({ ...project, ...models })
  return lineageArtifact(compiled?.manifest.lineage.get(`model.shop.${name}`))
}

test.each([
  ['selct id', 'unreadable-sql'],
  ['', 'no-sql'],
])('of a model that says "%s" nothing is known, for a reason', (sql, reason) => {
  expect(lineageOf('broken', { 'models/broken.sql': `${sql}\n` })).toEqual({
    columns: {},
    indirect: [],
    unresolved: [{ column: null, reference: 'broken', reason, kinds: ['identity'] }],
  })
})

test('a mistake in one name leaves the rest of the model as it is', () => {
  const models = { 'models/dear.sql': 'select id, prise * 2 as double from {{ref "prices"}}\n' }
  expect(lineageOf('dear', models)).toMatchObject({
    columns: { id: { direct: [{ unique_id: 'seed.shop.prices', column: 'id', kinds: ['identity'] }] } },
    unresolved: [{ column: 'double', reference: 'prise', reason: 'unknown-name', kinds: ['transformation'] }],
  })
})

test('edges end at ephemeral models, however the query reads them, and theirs lead on', () => {
  const models = {
    'models/base.sql':
      '{{config materialized="ephemeral"}}\nselect id as price_id, price from {{ref "prices"}} where price > 0\n',
    'models/middle.sql': '{{config materialized="ephemeral"}}\nselect *, price * 2 as double from {{ref "base"}}\n',
    'models/top.sql': `select m.a, (select max(price) from {{ref "base"}}) as highest
from (select * from {{ref "middle"}} as t(a, b, c)) as m where m.c in (select price_id from {{ref "base"}})\n`,
  }
  const edge = (model: string, column: string, kind: string) => ({
    unique_id: `model.shop.${model}`,
    column,
    kinds: [kind],
  })
  expect(lineageOf('top', models)).toEqual({
    columns: {
      a: { direct: [edge('middle', 'price_id', 'identity')], indirect: [] },
      highest: { direct: [edge('base', 'price', 'aggregation')], indirect: [] },
    },
    indirect: [edge('base', 'price_id', 'filter'), edge('middle', 'double', 'filter')],
    unresolved: [],
  })
  expect(lineageOf('middle', models)).toMatchObject({
    columns: { double: { direct: [edge('base', 'price', 'transformation')] } },
    indirect: [],
  })
})
