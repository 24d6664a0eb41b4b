import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileFiles, readFolder } from '../../tests/support/compile-files.ts'
import { invariant } from '../util/invariant.ts'
import { selectNodes } from './select.ts'

const { compiled } = compileFiles({
  ...readFolder(new URL('../../tests/golden/shop', import.meta.url).pathname),
  'models/reports/units.yml': `unit_tests:
  - name: sums
    model: monthly
    config: {tags: [quick]}
    given: [{input: ref('revenue'), rows: []}]
    expect: {rows: []}
`,
})
invariant(compiled, 'the shop does not compile')
const { manifest } = compiled

/** The names of what is selected, in the alphabet; tests are left out unless they are asked for. */
function names(select: string, exclude = '', kinds = /^(?!(?:unit_)?test\.)/): string {
  const request = { select: select === '' ? [] : [select], exclude: exclude === '' ? [] : [exclude] }
  const ids = selectNodes(manifest, request).ids.filter((id) => kinds.test(id))
  return ids
    .map((id) => (id.startsWith('source.') ? id.split('.').slice(2).join('.') : (id.split('.')[2] ?? id)))
    .sort()
    .join(' ')
}

describe('names', () => {
  test.each([
    ['orders', 'orders'],
    ['shop.core.orders', 'orders'],
    ['core.orders', 'orders'],
    ['core', 'customers orders'],
    ['shop.core', 'customers orders'],
    ['staging.*', 'stg_customers stg_orders'],
    ['stg_*', 'stg_customers stg_orders'],
    ['stg_order?', 'stg_orders'],
    ['stg_[a-c]*', 'stg_customers'],
    ['stg_[!a-c]*', 'stg_orders'],
    ['ORDERS', ''],
    ['order', ''],
    ['fqn:core.orders', 'orders'],
  ])('%s', (select, found) => {
    expect(names(select)).toBe(found)
  })
})

describe('methods', () => {
  test.each([
    ['path:models/core', 'customers orders'],
    ['path:./models/core/', 'customers orders'],
    ['models/core/orders.sql', 'orders'],
    ['models/*/orders.sql', 'orders'],
    ['file:orders.sql', 'orders'],
    ['orders.sql', 'orders'],
    ['file:orders', 'orders'],
    ['tag:finance', 'revenue'],
    ['source:shop', 'shop.customers shop.orders'],
    ['source:shop.orders', 'shop.orders'],
    ['source:sh*', 'shop.customers shop.orders'],
    ['exposure:board_report', 'board_report'],
    ['exposure:*', 'board_report'],
    ['config.materialized:view', 'monthly'],
    ['config.unique_key:order_id', 'orders'],
    ['config.strategy:cdc', 'customers orders'],
    ['config.on_delete:hard,core', 'customers orders'],
    ['config.materialized:seed', 'countries'],
    ['config.incremental_strategy:cdc', 'customers orders'],
    ['engine:spark', 'stg_customers stg_orders'],
    ['resource_type:seed', 'countries'],
    ['package:this,resource_type:seed', 'countries'],
  ])('%s', (select, found) => {
    expect(names(select)).toBe(found)
  })
})

describe('around a term', () => {
  test.each([
    ['orders+', 'board_report monthly orders revenue'],
    ['orders+1', 'orders revenue'],
    ['+orders', 'orders shop.orders stg_orders'],
    ['1+orders', 'orders stg_orders'],
    ['1+orders+1', 'orders revenue stg_orders'],
    ['0+orders', 'orders'],
    [
      '+exposure:board_report',
      'board_report countries customers orders revenue shop.customers shop.orders stg_customers stg_orders',
    ],
    [
      '@orders',
      'board_report countries customers monthly orders revenue shop.customers shop.orders stg_customers stg_orders',
    ],
    ['@monthly', 'countries customers monthly orders revenue shop.customers shop.orders stg_customers stg_orders'],
    ['source:shop.customers+1', 'shop.customers stg_customers'],
  ])('%s', (select, found) => {
    expect(names(select)).toBe(found)
  })
})

describe('together', () => {
  test.each([
    ['orders customers', '', 'customers orders'],
    ['core,orders+', '', 'orders'],
    ['core,orders+ revenue', '', 'orders revenue'],
    ['core', 'orders', 'customers'],
    ['orders+', 'revenue+', 'orders'],
    ['core,nothing', '', ''],
    ['  core  ', '', 'customers orders'],
    ['', 'models/*', 'countries'],
  ])('%s without %s', (select, exclude, found) => {
    expect(names(select, exclude)).toBe(found)
  })
})

describe('tests', () => {
  test.each([
    ['countries', 'unique_countries_country'],
    ['source:shop.orders', 'source_not_null_shop_orders_id'],
    ['customers', 'relationships_orders_customer_id__customer_id__ref_customers_'],
    ['test_type:singular', 'no_revenue_without_orders'],
    ['test_name:unique', 'unique_countries_country unique_orders_order_id'],
    ['config.severity:warn', 'at_least_orders_total__0 no_revenue_without_orders'],
    ['monthly', ''],
  ])('of %s', (select, found) => {
    expect(names(select, '', /^test\./)).toBe(found)
  })

  test.each([
    ['monthly', 'sums'],
    ['monthly,resource_type:model', 'sums'],
    ['revenue', ''],
    ['revenue+', 'sums'],
    ['sums', 'sums'],
    ['unit_test:shop.sums', 'sums'],
    ['test_type:unit', 'sums'],
    ['test_type:data', ''],
    ['test_type:generic', ''],
    ['tag:quick', 'sums'],
    ['reports', 'sums'],
    ['shop.reports.monthly.sums', 'sums'],
    ['resource_type:unit_test', 'sums'],
  ])('unit tests of %s', (select, found) => {
    const ids = selectNodes(manifest, { select: [select], exclude: [] }).ids
    expect(
      ids
        .filter((id) => id.startsWith('unit_test.'))
        .map((id) => id.split('.').at(-1))
        .join(' '),
    ).toBe(found)
  })

  test('all with their kind', () => {
    expect(names('test_type:data', '', /^test\./)).toBe(names('resource_type:test', '', /^test\./))
  })
})

describe('mistakes', () => {
  test.each([
    ['+', 'select/empty-term', 'stg_orders'],
    ['tag:', 'select/empty-term', 'stg_orders'],
    ['tga:x', 'select/unknown-method', 'Did you mean "tag"?'],
    ['constructor:x', 'select/unknown-method', 'The methods are'],
    ['@orders+', 'select/at-with-plus', 'Write "@orders"'],
    ['ordrs', 'select/no-match', 'Did you mean "orders"?'],
    ['+ordrs+2', 'select/no-match', 'Did you mean "orders"?'],
    ['tag:nothing', 'select/no-match', 'tidemill ls'],
  ])('%s', (select, code, help) => {
    const { ids, diagnostics } = selectNodes(manifest, { select: [select], exclude: [] })
    expect(ids).toEqual([])
    expect(diagnostics.map((problem) => problem.code)).toEqual([code])
    expect(diagnostics[0]?.help).toContain(help)
  })
})

const terms = fc
  .array(
    fc.constantFrom(
      'orders',
      'stg_*',
      'core',
      'tag:finance',
      'source:shop',
      'resource_type:test',
      'exposure:*',
      'revenue',
    ),
    { minLength: 1, maxLength: 3 },
  )
  .chain((chosen) =>
    fc.tuple(...chosen.map((term) => fc.constantFrom(term, `+${term}`, `${term}+`, `@${term}`, `1+${term}+2`))),
  )
  .map((chosen) => chosen.join(' '))

test('selecting what was selected changes nothing', () => {
  fc.assert(
    fc.property(terms, (select) => {
      const { ids } = selectNodes(manifest, { select: [select], exclude: [] })
      const again = ids.map((id) => {
        const node = manifest.nodes.get(id)
        if (node?.kind === 'source') return `source:${node.sourceName}.${node.name}`
        return node?.kind === 'exposure' ? `exposure:${node.name}` : `fqn:${node?.fqn.join('.')}`
      })
      expect(selectNodes(manifest, { select: again, exclude: [] }).ids).toEqual(ids)
      expect(selectNodes(manifest, { select: again, exclude: again }).ids).toEqual([])
    }),
  )
})
