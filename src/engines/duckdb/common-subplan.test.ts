import { expect, test } from 'vitest'
import { openEngine } from '../registry.ts'

test('a union over a join with USING under a window gives its rows', async () => {
  const engine = await openEngine({ type: 'duckdb', path: ':memory:' })
  const session = await engine.connect()
  await session.execute('create table orders as select * from (values (1, 10), (1, 20), (2, 5)) as t(id, total)')
  await session.execute("create table customers as select 1 as id, 'a' as name")
  const joined = 'select id, total from (orders left join customers using (id))'
  const { rows } = await session.query(
    `select id, total from (select *, row_number() over (partition by id order by total) as n from (select id, total from (${joined}) as a union all select * from (${joined}) as b) as s) as t where n = 1 order by all`,
  )
  await engine.close()
  expect(rows).toEqual([
    [1, 10],
    [2, 5],
  ])
})
