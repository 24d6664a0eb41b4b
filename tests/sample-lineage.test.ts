import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ProjectLineage } from '../src/manifest/lineage.ts'
import { kindsOf } from '../src/manifest/lineage-kinds.ts'
import { lineageWalker } from '../src/manifest/walk-lineage.ts'
import { compileFiles, readFolder } from './support/compile-files.ts'

const root = new URL('..', import.meta.url).pathname

/** The sample project without its change files: its sources say their columns. */
function sampleProject(): Record<string, string> {
  const folders = ['macros', 'models', 'profiles', 'seeds'].flatMap((folder) =>
    Object.entries(readFolder(join(root, folder))).map(([path, text]) => [`${folder}/${path}`, text] as const),
  )
  const texts = folders.filter(([path]) => !path.startsWith('seeds/cdc/'))
  return { 'project.yml': readFileSync(join(root, 'project.yml'), 'utf8'), ...Object.fromEntries(texts) }
}

const { compiled } = compileFiles(sampleProject())
const lineage: ProjectLineage = compiled?.manifest.lineage ?? new Map()
const up = lineageWalker(lineage, { direction: 'up', throughRows: false })
const upThroughRows = lineageWalker(lineage, { direction: 'up', throughRows: true })
const down = lineageWalker(lineage, { direction: 'down', throughRows: false })

const shortName = ({ node, column }: { readonly node: string; readonly column: string }) =>
  [...node.split('.').slice(2), column].join('.')
const isOrigin = ({ node }: { readonly node: string }) => !node.startsWith('model.')
const model = (name: string) => `model.order_to_cash.${name}`

/** Read off the models by hand, from each fact to the sources and seeds. */
const expected: Readonly<Record<string, readonly string[]>> = {
  'fct_orders.order_id': ['sales.orders.salesorderid identity'],
  'fct_orders.total_amount': ['sales.orders.totaldue transformation'],
  'fct_orders.channel': ['sales.orders.onlineorderflag conditional'],
  'fct_orders.status_name': ['order_statuses.status_name identity'],
  'fct_orders.days_to_ship': ['sales.orders.orderdate transformation', 'sales.orders.shipdate transformation'],
  'fct_orders.line_count': [],
  'fct_orders.quantity': ['sales.order_lines.orderqty aggregation'],
  'fct_orders.discount_amount': [
    'sales.order_lines.orderqty aggregation',
    'sales.order_lines.unitprice aggregation',
    'sales.order_lines.unitpricediscount aggregation',
  ],
  'fct_orders.sales_reasons': ['sales_reasons.reason_name aggregation sort'],
  'fct_orders.is_from_campaign': ['sales_reasons.reason_type aggregation'],
  'fct_order_lines.line_number': [
    'sales.order_lines.salesorderdetailid window',
    'sales.order_lines.salesorderid window',
  ],
  'fct_order_lines.tax_amount': [
    'sales.order_lines.orderqty aggregation',
    'sales.order_lines.salesorderid window',
    'sales.order_lines.unitprice aggregation',
    'sales.order_lines.unitpricediscount aggregation',
    'sales.orders.taxamt transformation',
  ],
  'fct_order_lines.margin_amount': [
    'production.products.standardcost transformation',
    'sales.order_lines.orderqty transformation',
    'sales.order_lines.unitprice transformation',
    'sales.order_lines.unitpricediscount transformation',
  ],
  'fct_order_lines.currency_code': [],
  'fct_order_status_changes.change_sequence': ['sales.orders._change_seq identity'],
  'fct_order_status_changes.event_name': ['sales.orders._change_seq conditional', 'sales.orders._op conditional'],
  'fct_order_status_changes.hours_until_next_change': [
    'sales.orders._change_seq window',
    'sales.orders._commit_ts transformation window',
    'sales.orders.salesorderid window',
  ],
  'fct_daily_sales.average_order_amount': [
    'sales.orders.salesorderid aggregation',
    'sales.orders.subtotal aggregation',
  ],
  'fct_daily_sales.month_to_date_amount': [
    'sales.orders.onlineorderflag window',
    'sales.orders.orderdate window',
    'sales.orders.subtotal aggregation',
    'sales.orders.territoryid window',
  ],
  'fct_customer_lifetime.open_amount': ['order_statuses.is_open conditional', 'sales.orders.totaldue aggregation'],
  'fct_customer_lifetime.value_quintile': ['sales.orders.customerid window', 'sales.orders.totaldue window'],
  'dim_customer.customer_type': ['sales.customers.storeid conditional'],
  'dim_customer.contact_name': ['person.people.firstname transformation', 'person.people.lastname transformation'],
}

describe('columns of facts and dimensions come from', () => {
  test.each(Object.entries(expected))('%s', (name, sources) => {
    const [node = '', column = ''] = name.split('.')
    expect(lineage.get(model(node))?.columns.has(column)).toBe(true)
    const found = up({ node: model(node), column }).filter(isOrigin)
    expect(found.map((one) => `${shortName(one)} ${kindsOf(one.kinds).join(' ')}`).sort()).toEqual(sources)
  })
})

test('what decides over the rows of a fact is found through the models below it', () => {
  const found = upThroughRows({ node: model('fct_customer_lifetime'), column: 'order_count' }).filter(isOrigin)
  expect(found.map((one) => `${shortName(one)} ${kindsOf(one.kinds).join(' ')}`).sort()).toEqual([
    'order_statuses.order_status_id join',
    'order_statuses.status_name filter',
    'sales.order_lines.salesorderid join group_by',
    'sales.order_reasons.salesorderid join group_by',
    'sales.order_reasons.salesreasonid join',
    'sales.orders.customerid group_by',
    'sales.orders.salesorderid join',
    'sales.orders.status join',
    'sales_reasons.sales_reason_id join',
  ])
})

test('a source column is followed down to all that uses it', () => {
  const found = down({ node: 'source.order_to_cash.sales.orders', column: 'taxamt' })
  expect(found.map((one) => `${shortName(one)} ${one.hops}`)).toEqual([
    'stg_orders.tax_amount 1',
    'orders.tax_amount 2',
    'fct_order_lines.tax_amount 3',
    'fct_orders.tax_amount 3',
  ])
})

test('every edge leads to a column that is there, and nothing is left unresolved', () => {
  const lost = [...lineage].flatMap(([id, { columns, rows, unresolved }]) => [
    ...unresolved.map(({ reference }) => `${id}: ${reference}`),
    ...[...columns.values(), rows].flat().flatMap((edge) => {
      return lineage.get(edge.node)?.columns.has(edge.column) ? [] : [`${id}: ${shortName(edge)}`]
    }),
  ])
  expect(lineage.size).toBeGreaterThan(40)
  expect(lost).toEqual([])
})
