import { expect, test } from 'vitest'
import { newWorkshop } from '../support/truth/new-workshop.ts'
import { onlyModels } from '../support/truth/project.ts'
import { orderFile } from '../support/truth/scenario.ts'
import type { Workshop } from '../support/truth/workshop.ts'

const sources = `version: 2
sources:
  - name: shop
    config: {location: raw, schema: sales, mode: cdc}
    tables:
      - name: orders
        config: {primary_key: order_id}
        columns:
          - {name: order_id, data_type: integer}
          - {name: customer, data_type: varchar(20)}
          - {name: status, data_type: varchar(20)}
          - {name: country, data_type: varchar(20), unchanged_as_null: true}
          - {name: amount, data_type: varchar(20)}
          - {name: channel, data_type: varchar(20)}
`

/** `country` plays the large object; a staging model each, with and without rows that are kept. */
function workshop(): Workshop {
  return newWorkshop({
    ...onlyModels('stg_orders', 'orders'),
    'models/sources.yml': sources,
    'models/staging/stg_orders.sql': `select order_id, status, upper(country) as land from {{source "shop" "orders"}} where status <> 'draft'`,
    'models/staging/stg_kept.sql': `select order_id, status, country from {{source "shop" "orders"}} where status <> 'draft'`,
    'models/core/orders.sql':
      '{{config unique_key="order_id"}}\nselect order_id, status, land as place from {{ref "stg_orders"}}',
    'models/core/soft.sql':
      '{{config unique_key="order_id" on_delete="soft"}}\nselect order_id, status, country from {{ref "stg_kept"}}',
  })
}

async function rows(of: Workshop, sql: string): Promise<string[]> {
  return (await of.query(sql)).map((row) => row.map((cell) => cell ?? '-').join(' '))
}

const hard = (of: Workshop) => rows(of, 'select order_id, status, place from core.orders order by 1')
const soft = (of: Workshop) =>
  rows(of, 'select order_id, status, country, _deleted_at is null from core.soft order by 1')

test('an update that leaves a value out keeps it: within a batch, and over the table', async () => {
  const shop = workshop()
  shop.deliver([
    orderFile('LOAD00000001', ['0 I 1 open de', '0 I 2 open -', '0 I 3 open fr']),
    orderFile('20260105-110000000', ['1 U 1 paid -', '2 U 2 paid it', '3 U 2 sent -', '4 I 4 open es', '5 U 4 paid -']),
  ])
  await shop.buildWell()
  expect(await hard(shop)).toEqual(['1 paid DE', '2 sent IT', '3 open FR', '4 paid ES'])
  expect(await soft(shop)).toEqual(['1 paid de true', '2 sent it true', '3 open fr true', '4 paid es true'])

  shop.deliver([orderFile('20260105-120000000', ['6 U 1 sent -', '7 U 3 draft -', '8 U 4 sent -', '9 U 4 late at'])])
  await shop.buildWell()
  expect(await hard(shop)).toEqual(['1 sent DE', '2 sent IT', '4 late AT'])
  expect(await soft(shop)).toEqual(['1 sent de true', '2 sent it true', '3 open fr false', '4 late at true'])
})

test('a new life of a key has only what it is born with', async () => {
  const shop = workshop()
  shop.deliver([
    orderFile('LOAD00000001', ['0 I 1 open de', '0 I 2 open de']),
    orderFile('20260105-110000000', ['1 D 1', '2 I 1 open -', '3 U 1 paid -']),
  ])
  await shop.buildWell()
  expect(await hard(shop)).toEqual(['1 paid -', '2 open DE'])
  shop.deliver([
    orderFile('20260105-120000000', ['4 D 2', '5 I 2 open -']),
    orderFile('20260105-130000000', ['6 U 2 paid -']),
  ])
  await shop.buildWell()
  expect(await hard(shop)).toEqual(['1 paid -', '2 paid -'])
  expect(await soft(shop)).toEqual(['1 paid - true', '2 paid - true'])
})

test('what an update says of an unknown key stays unknown', async () => {
  const shop = workshop()
  shop.deliver([orderFile('20260105-110000000', ['1 U 1 open -'])])
  await shop.buildWell()
  shop.deliver([orderFile('20260105-120000000', ['2 U 1 paid de'])])
  await shop.buildWell()
  expect(await hard(shop)).toEqual(['1 paid DE'])
})

test('a full refresh gives the same', async () => {
  const shop = workshop()
  shop.deliver([orderFile('LOAD00000001', ['0 I 1 open de', '0 I 2 open de'])])
  await shop.buildWell()
  shop.deliver([orderFile('20260105-110000000', ['1 U 1 paid -', '2 U 2 paid it'])])
  await shop.buildWell()
  shop.deliver([orderFile('20260105-120000000', ['3 U 1 sent -', '4 U 2 sent -'])])
  await shop.buildWell()
  const [before, beforeSoft] = [await hard(shop), await soft(shop)]
  expect(before).toEqual(['1 sent DE', '2 sent IT'])
  await shop.buildWell({ fullRefresh: true })
  expect([await hard(shop), await soft(shop)]).toEqual([before, beforeSoft])
})
