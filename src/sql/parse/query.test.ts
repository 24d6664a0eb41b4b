import { describe, expect, test } from 'vitest'
import { outline } from '../../../tests/support/sql-outline.ts'
import type { QueryDialect } from '../dialects/syntax.ts'
import { parseQuery } from '../parse-query.ts'
import type { Query, Select } from '../tree.ts'

function query(sql: string, dialect: QueryDialect = 'spark'): Query {
  const result = parseQuery(sql, dialect)
  if (!result.query) throw new Error(result.problem.message)
  return result.query
}

function select(sql: string, dialect: QueryDialect = 'spark'): Select {
  const { body } = query(sql, dialect)
  if (body.kind !== 'select') throw new Error(`a ${body.kind}`)
  return body
}

/** What stands behind `from`, outlined. */
function from(relations: string, dialect: QueryDialect = 'spark'): string {
  return select(`select * from ${relations}`, dialect).from.map(outline).join(', ')
}

describe('queries', () => {
  test('set operations are flat, and intersect binds closer', () => {
    expect(query('select 1 union all select 2 except select 3 intersect select 4').body).toMatchObject({
      kind: 'set-operation',
      rest: [
        { operator: 'union', all: true },
        { operator: 'except', body: { kind: 'set-operation', rest: [{ operator: 'intersect' }] } },
      ],
    })
  })

  test('minus is except', () => {
    expect(query('select 1 minus select 2').body).toMatchObject({ rest: [{ operator: 'except' }] })
  })

  test('parentheses keep their own order and limit', () => {
    expect(query('(select 1 limit 1) union (select 2) limit 3')).toMatchObject({
      limit: { digits: '3' },
      body: { first: { kind: 'query', limit: { digits: '1' } } },
    })
  })

  test('common table expressions', () => {
    expect(query('with recursive a(x) as (select 1), b as (select 2) select 3', 'redshift').with).toMatchObject({
      recursive: true,
      ctes: [
        { name: { name: 'a' }, columns: [{ name: 'x' }] },
        { name: { name: 'b' }, columns: [] },
      ],
    })
  })

  test.each([
    ['limit all', null],
    ['limit 5', '5'],
    ['offset 2 limit 5', '5'],
    ['fetch first 5 rows only', '5'],
    ['fetch next row only', '1'],
  ])('%s', (tail, digits) => {
    expect(query(`select 1 ${tail}`, 'redshift').limit).toEqual(digits ? expect.objectContaining({ digits }) : null)
  })

  test('the order of Spark’s partitions', () => {
    expect(query('select a from t distribute by a sort by b desc nulls last')).toMatchObject({
      distributeBy: [{ kind: 'column' }],
      sortBy: [{ descending: true, nulls: 'last' }],
    })
  })

  test('values', () => {
    expect(query('values (1, 2), 3').body).toMatchObject({ kind: 'values', rows: [{ kind: 'row' }, { kind: 'row' }] })
  })
})

describe('select', () => {
  test('aliases', () => {
    const { items } = select('select a, b as c, d e, explode(m) as (k, v) from t')
    expect(items.map((item) => item.alias?.name ?? null)).toEqual([null, 'c', 'e', null])
    expect(items[3]?.columnAliases.map((name) => name.name)).toEqual(['k', 'v'])
  })

  test.each([
    ['spark', 'select * except (a, b) from t'],
    ['redshift', 'select * exclude a, b from t'],
    ['redshift', 'select t.*, c exclude (a, b) from t'],
  ] as const)('%s: %s', (dialect, sql) => {
    const star = select(sql, dialect).items[0]?.expression
    expect(star?.kind === 'star' && star.except.map((name) => name.name)).toEqual(['a', 'b'])
  })

  test('top, distinct and hints', () => {
    expect(select('select top 3 distinct a', 'redshift')).toMatchObject({ distinct: true, top: { digits: '3' } })
    expect(select('select /*+ broadcast(b) */ a').hint).toBe('broadcast(b)')
  })

  test.each([
    ['group by a, b with rollup', '[["rollup","a","b"]]'],
    ['group by a, b grouping sets ((a, b), a, ())', '[["grouping sets","row[a b]","a","row[]"]]'],
    ['group by cube (a, b), c', '[["cube","a","b"],"c"]'],
  ])('%s', (clause, expected) => {
    const items = select(`select 1 from t ${clause}`).groupBy?.items ?? []
    const shown = items.map((item) =>
      item.kind === 'grouping-sets' ? [item.form, ...item.items.map(outline)] : outline(item),
    )
    expect(JSON.stringify(shown)).toBe(expected)
  })

  test('group by all', () => {
    expect(select('select a from t group by all').groupBy).toMatchObject({ all: true, items: [] })
  })

  test('windows', () => {
    expect(select('select sum(a) over w from t window w as (partition by b)').windows).toMatchObject([
      { name: { name: 'w' }, window: { partitionBy: [{ kind: 'column' }] } },
    ])
  })

  test('lateral views apply to all relations', () => {
    const { from, lateralViews } = select(
      'select 1 from a, b lateral view outer explode(c) d as e, f lateral view g(h)',
    )
    expect(from).toHaveLength(2)
    expect(lateralViews).toMatchObject([
      { outer: true, name: { name: 'd' }, columns: [{ name: 'e' }, { name: 'f' }] },
      { outer: false, name: null, columns: [] },
    ])
  })

  test('in Spark a clause word may be a column', () => {
    expect(outline(select('select `from`, order, end from t').items[1]?.expression ?? query('select 1'))).toBe('order')
  })
})

describe('relations', () => {
  test.each([
    ['a join b on a.x = b.x left join c using (y)', 'left'],
    ['a left semi join b on true', 'left semi'],
    ['a anti join b on true', 'left anti'],
    ['a full outer join b on true', 'full'],
    ['a natural join b', 'inner'],
    ['a cross join b', 'cross'],
  ])('%s', (relations, type) => {
    expect(select(`select * from ${relations}`).from[0]).toMatchObject({ kind: 'join', type })
  })

  test.each<[QueryDialect, string, string]>([
    ['spark', 's.t as a', 'table[s t table-alias[a]]'],
    ['spark', '(select 1) a(x)', 'subquery-relation[query[select[select-item[1]]] table-alias[a x]]'],
    ['redshift', '(select 1)', 'subquery-relation[query[select[select-item[1]]]]'],
    ['spark', '(a join b) c', 'nested-relation[join[table[a] table[b]] table-alias[c]]'],
    ['spark', 'values (1), (2) as t(x)', 'inline-table[row[1] row[2] table-alias[t x]]'],
    [
      'spark',
      '(values (1), (2), (f(3)) t(x)) as u',
      'subquery-relation[query[select[select-item[star[]] inline-table[row[1] row[2] row[f(3)] table-alias[t x]]]] table-alias[u]]',
    ],
    ['spark', 'range(1, 3) r', 'table-function[range(1 3) table-alias[r]]'],
    ['spark', 't tablesample (10 percent)', 'table[t sample[10]]'],
    ['redshift', 't, t.items as x at i', 'table[t], navigation[t.items x i]'],
    ['redshift', 't a, a.items[0].b x', 'table[t table-alias[a]], navigation[field[subscript[a.items 0] b] x]'],
    ['redshift', 't, unpivot t.o as v at k', 'table[t], navigation[t.o v k]'],
    ['redshift', 't, s.u', 'table[t], table[s u]'],
    ['redshift', '(select 1) at, t', 'subquery-relation[query[select[select-item[1]]] table-alias[at]], table[t]'],
    ['redshift', 't at join u at2 on true', 'join[table[t table-alias[at]] table[u table-alias[at2]] on[true]]'],
    ['spark', 't in left join u on true', 'join[table[t table-alias[in]] table[u] on[true]]'],
    ['spark', 'full as f', 'table[full table-alias[f]]'],
    ['spark', 'a, order', 'table[a], table[order]'],
    [
      'spark',
      '(select * from join) u',
      'subquery-relation[query[select[select-item[star[]] table[join]]] table-alias[u]]',
    ],
    [
      'spark',
      "t pivot (sum(v) for k in ('a', 'b' as c))",
      'pivot[table[t] aliased-expression[sum(v)] k aliased-expression["a"] aliased-expression["b" c]]',
    ],
    [
      'redshift',
      "t unpivot include nulls (v for k in (a, b as 'x')) u",
      'unpivot[table[t] v k aliased-expression[a] aliased-expression[b x] table-alias[u]]',
    ],
  ])('%s: %s', (dialect, relations, expected) => {
    expect(from(relations, dialect)).toBe(expected)
  })
})
