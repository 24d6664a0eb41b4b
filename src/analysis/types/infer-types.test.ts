import { describe, expect, test } from 'vitest'
import { parse } from '../../../tests/support/analyse-sql.ts'
import type { SourceDialect } from '../../catalog/entry.ts'
import { readSqlType } from '../../catalog/types/read-type.ts'
import { typeName } from '../../catalog/types/write-type.ts'
import type { Catalog } from '../relation-columns.ts'
import { queryTypes } from './infer-types.ts'

const columns = {
  small: 'smallint',
  whole: 'int',
  big: 'bigint',
  price: 'decimal(10,2)',
  ratio: 'double precision',
  name: 'varchar(20)',
  day: 'date',
  moment: 'timestamp',
  open: 'boolean',
}

function catalogOf(dialect: SourceDialect): Catalog {
  const typed = Object.entries(columns).map(([name, type]) => ({
    name,
    type: readSqlType(type === 'double precision' && dialect === 'spark' ? 'double' : type, dialect),
  }))
  return (parts) => (parts.join('.') === 't' ? { columns: typed } : 'unknown')
}

function types(sql: string, dialect: SourceDialect): string {
  const { outputs } = queryTypes(parse(sql, dialect), dialect, catalogOf(dialect))
  return outputs.map((type) => typeName(type, dialect)).join(', ')
}

describe('expressions over columns, in Spark and in Redshift', () => {
  test.each([
    ['whole + small', 'int', 'integer'],
    ['whole + big', 'bigint', 'bigint'],
    ['whole / small', 'double', 'integer'],
    ['price + 1', 'decimal(11,2)', 'numeric(13,2)'],
    ['price * price', 'decimal(21,4)', 'numeric(21,4)'],
    ['price / whole', 'decimal(21,13)', 'numeric(21,13)'],
    ['price * ratio', 'double', 'double precision'],
    ['-price', 'decimal(10,2)', 'numeric(10,2)'],
    ['not open', 'boolean', 'boolean'],
    ['whole > big and name is null', 'boolean', 'boolean'],
    ["name || 'x'", 'string', 'text'],
    ["whole * '2'", 'double', 'integer'],
    ["'2' * big", 'double', 'bigint'],
    ['day + 1', 'date', 'date'],
    ['coalesce(small, big)', 'bigint', 'bigint'],
    ['case when open then price else 0 end', 'decimal(12,2)', 'numeric(12,2)'],
    ['case when open then whole end', 'int', 'integer'],
    ['cast(name as decimal(5, 1))', 'decimal(5,1)', 'numeric(5,1)'],
    ['(select max(price) from t)', 'decimal(10,2)', 'numeric(10,2)'],
    ['no_such_function(whole)', '?', '?'],
  ])('%s', (expression, spark, redshift) => {
    expect([
      types(`select ${expression} as x from t`, 'spark'),
      types(`select ${expression} as x from t`, 'redshift'),
    ]).toEqual([spark, redshift])
  })
})

describe('what a column comes through', () => {
  test.each([
    ['select * from (select whole, price * 2 as twice from t) q', 'integer, numeric(21,2)'],
    ['with a as (select day as d from t), b as (select d from a) select d from b', 'date'],
    ['select small as x from t union all select big from t', 'bigint'],
    ["select null as x union all select 'a' union all select day from t", 'date'],
    ["select decode(whole, 1, 'one', 'many') as x, coalesce(null, 'a') as y from t", 'text, text'],
    ['select a.whole from t a left join t b using (whole)', 'integer'],
    ['select whole as x, x + big as y from t', 'integer, bigint'],
    ['select elsewhere.x as a, t.whole as b from elsewhere cross join t', '?, integer'],
    ['with recursive n(i) as (select 1::bigint union all select i + 1 from n) select i from n', 'bigint'],
  ])('%s', (sql, expected) => {
    expect(types(sql, 'redshift')).toBe(expected)
  })

  test.each([
    ["select a, b from values (1, 'x'), (2L, null) as v(a, b)", 'bigint, string'],
    ['select k, v from t lateral view explode(cast(null as map<int, date>)) e as k, v', 'int, date'],
    [
      'select s.*, s.a.* from (select cast(null as struct<a: struct<b: float>, c: int>) as s) q',
      'struct<b:float>, int, float',
    ],
    ['select x.* from (select s.* from (select struct(1 as a, 2L as b) as s) p) x', 'int, bigint'],
    ["select id, explode(m) from (select 1 as id, map('k', 1.5) as m) q", 'int, string, decimal(2,1)'],
    [
      'select * from (select array(struct(1 as a, day as b)) as l from t) q lateral view inline(l)',
      'array<struct<a:int,b:date>>, int, date',
    ],
    ['select s.a.b from (select cast(null as struct<a: struct<b: float>>) as s) q', 'float'],
    [
      'select a[0], m["x"] from (select cast(null as array<int>) as a, cast(null as map<string, date>) as m) q',
      'int, date',
    ],
  ])('%s', (sql, expected) => {
    expect(types(sql, 'spark')).toBe(expected)
  })
})

describe('size', () => {
  const list = (length: number, item: (index: number) => string) => Array.from({ length }, (_, index) => item(index))

  test.each([
    ['20,000 operators', `select ${list(20_000, () => 'whole').join(' + ')} as x from t`, 'integer'],
    ['a union of 3,000 branches', list(3000, (index) => `select ${index} as x`).join(' union all '), 'integer'],
    [
      '1,500 queries, each over the one before',
      `with c0 as (select whole as x from t)${list(1500, (index) => `, c${index + 1} as (select x + 1 as x from c${index})`).join('')} select x from c1500`,
      'integer',
    ],
    [
      '60 queries that each read the one before twice',
      `with c0 as (select whole as x from t)${list(60, (index) => `, c${index + 1} as (select a.x + b.x as x from c${index} a cross join c${index} b)`).join('')} select x from c60`,
      'integer',
    ],
  ])('%s', (_, sql, expected) => {
    expect(types(sql, 'redshift')).toBe(expected)
  })
})
