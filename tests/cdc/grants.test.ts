import { expect, test } from 'vitest'
import { newDatabase } from '../support/engines/postgres.ts'
import { duckdbEntry, postgresEntry, profileText } from '../support/engines/profile-text.ts'
import { newWorkshop } from '../support/truth/new-workshop.ts'
import { orderFile } from '../support/truth/scenario.ts'
import { plainShape } from '../support/truth/write-file.ts'

test('what others may do with tables and views stays when these are made anew', async () => {
  const database = await newDatabase()
  const workshop = newWorkshop(
    {
      'profiles/local.yml': profileText(duckdbEntry('raw.duckdb'), postgresEntry(database)),
      'models/marts/paid_orders.sql': `{{config materialized="view"}}
select order_key from {{ref "orders"}} where status = 'paid'
`,
    },
    plainShape,
    { type: 'postgres', ...database },
  )
  const reader = `reader_${database.database}`
  const rights = async () => {
    const may = (relation: string, right: string) => `has_table_privilege('${reader}', '${relation}', '${right}')`
    const [row] = await workshop.query(
      `select ${may('core.orders', 'select')}, ${may('core.orders', 'delete')}, ${may('marts.paid_orders', 'select')}, ${may('marts.fct_customers', 'select')}`,
    )
    return row
  }
  workshop.deliver([orderFile('LOAD00000001', ['0 I 1', '0 I 2'])])
  await workshop.buildWell()
  await workshop.execute(
    `create role ${reader}`,
    `grant select on core.orders to ${reader}`,
    `grant select on marts.paid_orders to public`,
    `grant select on marts.fct_customers to ${reader} with grant option`,
  )
  expect(await rights()).toEqual([true, false, true, true])
  await workshop.buildWell({ fullRefresh: true })
  expect(await rights()).toEqual([true, false, true, true])

  // A table with other columns is made anew, too.
  workshop.write({
    'models/marts/fct_customers.sql':
      'select customer, count(*) as orders, max(amount) as largest from {{ref "orders"}} group by customer\n',
  })
  await workshop.buildWell()
  expect(await rights()).toEqual([true, false, true, true])
  await workshop.execute(`drop owned by ${reader}`, `drop role ${reader}`)
})
