import { describe, expect, test } from 'vitest'
import { compileFiles } from '../../tests/support/compile-files.ts'
import { DiagnosticError } from '../diagnostics/diagnostic.ts'
import { readLineageAddress } from './lineage-address.ts'

const { compiled } = compileFiles({
  'project.yml': 'name: shop\ntarget: local\n',
  'profiles/local.yml':
    'engines:\n  spark: {type: duckdb, path: w.duckdb}\n  redshift: {type: duckdb, path: w.duckdb}\n',
  'seeds/countries.csv': 'country,name\nDE,Germany\n',
  'models/sales.sql': 'select country as land, count(*) as n from {{ref "countries"}} group by country\n',
  'models/sources.yml': `version: 2
sources:
  - name: shop
    config: {location: raw}
    tables:
      - name: orders
        config: {primary_key: [id]}
        columns: [{name: id, data_type: bigint}]
`,
})

function read(written: string): string {
  if (!compiled) return 'nothing compiled'
  try {
    const { node, column } = readLineageAddress(written, compiled.manifest)
    return `${node} ${column}`
  } catch (failure) {
    if (!(failure instanceof DiagnosticError)) throw failure
    return failure.diagnostics.map(({ code, help }) => `${code}: ${help}`).join()
  }
}

describe('names of relations and columns', () => {
  test.each([
    ['sales', 'model.shop.sales null'],
    ['Sales.LAND', 'model.shop.sales land'],
    ['countries.name', 'seed.shop.countries name'],
    ['shop.orders', 'source.shop.shop.orders null'],
    ['shop.orders.id', 'source.shop.shop.orders id'],
    ['shop.orders._op', 'source.shop.shop.orders _op'],
    ['model.shop.sales', 'model.shop.sales null'],
    ['source.shop.shop.orders.id', 'source.shop.shop.orders id'],
    ['sale', 'cli/unknown-lineage-node: Did you mean "sales"?'],
    ['sale.land', 'cli/unknown-lineage-node: Did you mean "sales"?'],
    ['shop.order.id', 'cli/unknown-lineage-node: Did you mean "shop.orders"?'],
    ['zzz', 'cli/unknown-lineage-node: `tidemill ls` prints every name.'],
    ['sales.lnd', 'cli/unknown-lineage-column: Did you mean "land"?'],
    ['sales.zzz', 'cli/unknown-lineage-column: It has land, n.'],
  ])('%s', (written, expected) => expect(read(written)).toBe(expected))
})
