import { describe, expect, test } from 'vitest'
import { parse } from '../../tests/support/analyse-sql.ts'
import type { SourceDialect } from '../catalog/entry.ts'
import { analyseQuery } from './analyse-query.ts'
import { attributesOf } from './shape.ts'

const tables = `with a as (select 1 as x, 'k' as k, 2 as y), b as (select 3 as p, 'k' as k, 4 as q),
  c as (select 5 as u, 4 as q, 2 as y) `

function starOf(sql: string, dialect: SourceDialect) {
  const analysis = analyseQuery(parse(tables + sql, dialect), dialect, () => 'unknown')
  const columns = attributesOf(analysis.query.shape).map(({ name }) => name)
  return { columns: columns.join(' '), leaders: [...analysis.leaders.values()].at(-1) }
}

describe('the columns of a star over a join with `using`', () => {
  test.each([
    ['select * from a join b using (k)', 'k x y p q', ['k']],
    ['select * from a left join b using (k) left join c using (q)', 'q k x y p u y', ['q', 'k']],
    ['select * from a join b on a.k = b.k', 'x k y p k q', []],
    ['select * from a left semi join b using (k)', 'k x y', ['k']],
    ['select * from c cross join (a join b using (k))', 'u q y k x y p q', null],
    ['select a.* from a join b using (k)', 'k x y', ['k']],
    ['select b.* from a join b using (k)', 'k p q', ['k']],
    ['select b.* from a join b using (k) join c using (q)', 'k q p', ['k', 'q']],
    ['select a.* from a right join b using (k)', 'k x y', ['k']],
    ['select a.* from a full join b using (k) join c using (y)', 'k y x', ['k', 'y']],
    ['select a.* from a join b on a.k = b.k', 'x k y', []],
  ])('Spark: %s', (sql, columns, leaders) => {
    expect(starOf(sql, 'spark')).toEqual({ columns, leaders })
  })

  test.each([
    ['select * from a join b using (k)', 'k x y p q', ['k']],
    ['select a.* from a join b using (k)', 'x k y', []],
  ])('Redshift: %s', (sql, columns, leaders) => {
    expect(starOf(sql, 'redshift')).toEqual({ columns, leaders })
  })
})
