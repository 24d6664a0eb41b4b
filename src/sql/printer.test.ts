import { describe, expect, test } from 'vitest'
import {
  array,
  binary,
  call,
  caseWhen,
  column,
  identifier,
  isNull,
  lambda,
  negative,
  number,
  raw,
  struct,
} from './build.ts'
import type { QueryDialect } from './dialects/syntax.ts'
import { parseExpression, parseQuery, parseType } from './parse-query.ts'
import { printExpression, printQuery, printType } from './printer.ts'
import type { Dialect } from './quote.ts'
import type { Query } from './tree.ts'

function query(sql: string, dialect: QueryDialect): Query {
  const result = parseQuery(sql, dialect)
  if (!result.query) throw new Error(result.problem.message)
  return result.query
}

/** In one line. */
function printed(sql: string, from: QueryDialect, to: Dialect): string {
  return printQuery(query(sql, from), to).text.replace(/\s+/g, ' ').replaceAll('( ', '(').replaceAll(' )', ')')
}

function expression(sql: string, from: QueryDialect, to: Dialect): string {
  const result = parseExpression(sql, from)
  return result.expression ? printExpression(result.expression, to).text : result.problem.message
}

const span = { start: 0, end: 0 }

test('clauses stand on lines of their own, sub-queries are indented', () => {
  const sql =
    'with a as (select 1) select x, y from a join (select 2) b on a.x = b.y where x > 1 union all select 3 limit 2'
  expect(printQuery(query(sql, 'redshift'), 'redshift').text).toBe(`with a as (
  select 1
)
select
  x,
  y
from a
join (
  select 2
) as b on a.x = b.y
where x > 1
union all
select 3
limit 2`)
})

describe('expressions keep their meaning and lose parentheses that do nothing', () => {
  test.each<readonly [QueryDialect, Dialect, string, string]>([
    ['spark', 'spark', '((a + b)) * c', '(a + b) * c'],
    ['spark', 'spark', 'a - (b - c)', 'a - (b - c)'],
    ['spark', 'spark', '(a - b) - c', 'a - b - c'],
    ['spark', 'spark', 'not (a and b)', 'not (a and b)'],
    ['spark', 'spark', '(not a) = b', '(not a) = b'],
    ['spark', 'duckdb', 'a || b + c', '(a || b) + c'],
    ['spark', 'duckdb', 'a = b is null', 'a = b is null'],
    ['spark', 'duckdb', 'a = b in (1)', '(a = b) in (1)'],
    ['spark', 'duckdb', '~(-a ^ a)', '~ -a ^ a'],
    ['redshift', 'spark', 'a || b + c', 'a || (b + c)'],
    ['redshift', 'redshift', '(-1)::int', '(-1)::int'],
    ['redshift', 'redshift', '-1::int', '-1::int'],
    ['redshift', 'redshift', '- (- a)', '-(-a)'],
    ['redshift', 'redshift', '(a::int)[0]', '(a::int)[0]'],
    ['redshift', 'spark', 'a::int', 'cast(a as int)'],
    ['redshift', 'duckdb', 'convert(int, a)', 'cast(a as int)'],
    ['redshift', 'redshift', 'convert(int, a)', 'convert(int, a)'],
    ['spark', 'duckdb', 'a <=> b and c', 'a is not distinct from b and c'],
    ['spark', 'duckdb', 'f(x -> x + 1)', 'f(lambda x: x + 1)'],
    ['spark', 'spark', 'f((x, y) -> x)', 'f((x, y) -> x)'],
    ['spark', 'duckdb', 'f(name => 1)', 'f(name := 1)'],
    ['spark', 'duckdb', '10L + 1.5BD', '10 + 1.5'],
    ['spark', 'spark', '10L + 1.5BD', '10L + 1.5BD'],
    ['spark', 'duckdb', "X'0AF'", "from_hex('00AF')"],
    ['spark', 'duckdb', 'interval -3 days 2 hours', "interval '-3' days + interval '2' hours"],
    ['redshift', 'duckdb', 'lag(a) ignore nulls over (order by b)', 'lag(a ignore nulls) over (order by b)'],
    ['redshift', 'redshift', 'lag(a) ignore nulls over (order by b)', 'lag(a) ignore nulls over (order by b)'],
    ['redshift', 'redshift', 'first_value(a ignore nulls) over w', 'first_value(a ignore nulls) over w'],
    ['redshift', 'duckdb', 'approximate count(distinct a)', 'count(distinct a)'],
  ])('%s to %s: %s', (from, to, sql, expected) => {
    expect(expression(sql, from, to)).toBe(expected)
  })
})

describe('names', () => {
  test.each<readonly [QueryDialect, Dialect, string, string]>([
    ['spark', 'duckdb', '`my col`', '"my col"'],
    ['spark', 'duckdb', 'qualify', '"qualify"'],
    ['spark', 'duckdb', 'MyCol', 'MyCol'],
    ['spark', 'duckdb', '1st', '"1st"'],
    ['redshift', 'redshift', '"MyCol"', '"MyCol"'],
    ['redshift', 'duckdb', '"a""b"', '"a""b"'],
    ['redshift', 'spark', '"a`b"', '`a``b`'],
    ['spark', 'spark', '`from`', '`from`'],
  ])('%s to %s: %s', (from, to, sql, expected) => {
    expect(expression(sql, from, to)).toBe(expected)
  })
})

describe('strings', () => {
  test.each<readonly [QueryDialect, Dialect, string, string]>([
    ['spark', 'duckdb', "'it\\'s \\\\d'", "'it''s \\d'"],
    ['spark', 'spark', "'a\\\\b\\%'", "'a\\\\b\\%'"],
    ['redshift', 'duckdb', "'a\\\\b'", "'a\\b'"],
    ['redshift', 'redshift', "'a\\\\b'''", "'a\\\\b'''"],
  ])('%s to %s: %s', (from, to, sql, expected) => {
    expect(expression(sql, from, to)).toBe(expected)
  })
})

describe('queries', () => {
  test.each<readonly [QueryDialect, Dialect, string, string]>([
    ['redshift', 'duckdb', 'select top 3 a from t order by a', 'select a from t order by a limit 3'],
    ['redshift', 'redshift', 'select top 3 a from t', 'select top 3 a from t'],
    ['redshift', 'duckdb', 'select top 3 a from t union select 1', '(select a from t limit 3) union select 1'],
    ['redshift', 'duckdb', 'select * exclude a from t', 'select * exclude (a) from t'],
    ['redshift', 'redshift', 'select *, 1 as b exclude a from t', 'select *, 1 as b exclude (a) from t'],
    ['spark', 'duckdb', 'select * except (a) from t', 'select * exclude (a) from t'],
    ['spark', 'duckdb', 'select a from t sort by a', 'select a from t'],
    ['spark', 'spark', 'select a from t distribute by b sort by a', 'select a from t distribute by b sort by a'],
    ['spark', 'spark', 'select /*+ broadcast(t) */ a from t', 'select /*+ broadcast(t) */ a from t'],
    ['spark', 'duckdb', 'select /*+ broadcast(t) */ a from t', 'select a from t'],
    ['spark', 'duckdb', 'select 1 from a join b', 'select 1 from a cross join b'],
    ['spark', 'duckdb', 'select 1 from a left join b', 'select 1 from a left join b on true'],
    ['spark', 'duckdb', 'select 1 from a left semi join b using (c)', 'select 1 from a semi join b using (c)'],
    ['spark', 'duckdb', 'select * from values (1, 2) as t(x, y)', 'select * from (values (1, 2)) as t(x, y)'],
    ['spark', 'spark', 'select * from values (1), (2) t', 'select * from values (1), (2) as t'],
    ['spark', 'spark', 'select 1 from t group by a, b with rollup', 'select 1 from t group by rollup (a, b)'],
    ['spark', 'spark', '(select 1 limit 1) union all select 2', '(select 1 limit 1) union all select 2'],
    [
      'spark',
      'spark',
      'select 1 union (select 2 except select 3) intersect select 4',
      'select 1 union (select 2 except select 3) intersect select 4',
    ],
    [
      'redshift',
      'redshift',
      'select 1 from t, t.a as x at i, unpivot t.o as v at k',
      'select 1 from t, t.a as x at i, unpivot t.o as v at k',
    ],
  ])('%s to %s: %s', (from, to, sql, expected) => {
    expect(printed(sql, from, to)).toBe(expected)
  })
})

test('set operations that a rewrite has put into one another keep their order', () => {
  const outer = query('select 1 except select 2', 'spark')
  const inner = query('select 3 union select 4', 'spark').body
  const { body } = outer
  if (body.kind !== 'set-operation') throw new Error(body.kind)
  const nested = { ...outer, body: { ...body, rest: body.rest.map((branch) => ({ ...branch, body: inner })) } }
  expect(printQuery(nested, 'duckdb').text.replace(/\s+/g, ' ')).toBe('select 1 except (select 3 union select 4)')
})

test.each<readonly [QueryDialect, Dialect, string, string]>([
  ['spark', 'spark', 'array<struct<a: int not null, `b c`: map<string, date>>>', ''],
  ['spark', 'duckdb', 'array<struct<a: int, b: map<string, date>>>', 'struct(a int, b map(string, date))[]'],
  ['redshift', 'duckdb', 'timestamp(3) with time zone', 'timestamp(3) with time zone'],
  ['redshift', 'redshift', 'interval day to second', 'interval day to second'],
  ['redshift', 'duckdb', 'interval day to second', 'interval'],
])('the type %s to %s: %s', (from, to, text, expected) => {
  const { type } = parseType(text, from)
  expect(type && printType(type, to)).toBe(expected || text)
})

describe('nodes that only translations make', () => {
  test.each<readonly [Dialect, Parameters<typeof printExpression>[0], string]>([
    ['duckdb', array([number(1, span), number(2, span)], span), '[1, 2]'],
    ['postgres', array([number(1, span)], span), 'array[1]'],
    ['duckdb', struct([['a b', number(1, span)]], span), "{'a b': 1}"],
    ['spark', struct([['a', number(1, span)]], span), "named_struct('a', 1)"],
    ['duckdb', binary('//', column('a', span), number(-2, span), span), 'a // -2'],
    ['duckdb', negative(number(-2, span), span), '-(-2)'],
    ['duckdb', call(['tidemill', 'f'], [raw('a + b', span)], span), 'tidemill.f(a + b)'],
    ['duckdb', lambda(['x', 'y'], column('x', span), span), 'lambda x, y: x'],
    [
      'duckdb',
      caseWhen([[isNull(column('a', span), span), number(0, span)]], column('a', span), span),
      'case when a is null then 0 else a end',
    ],
    ['duckdb', { kind: 'field', span, value: column('a', span), name: identifier('b', span) }, '(a).b'],
    ['duckdb', { kind: 'row', span, items: [column('a', span)] }, 'row(a)'],
  ])('%s: %o', (dialect, node, expected) => {
    expect(printExpression(node, dialect).text).toBe(expected)
  })
})

describe('the source map', () => {
  const sql = 'select  a ,  b+1  as c from  t  where  not(x  is   null)'
  const { text, map } = printQuery(query(sql, 'spark'), 'duckdb')
  const source = (piece: string) => {
    const found = map.toInput(text.indexOf(piece))
    return found && sql.slice(found.start, found.end)
  }

  test.each([
    ['a,', 'a'],
    ['1 as', '1'],
    ['+', '+'],
    ['c\nfrom', 'c'],
    ['t\nwhere', 't'],
    ['is null', 'x  is   null'],
    ['x is', 'x'],
  ])('leads from %j to %j', (piece, expected) => {
    expect(source(piece)).toBe(expected)
  })

  test('a place beyond the end leads to the last node', () => {
    expect(map.toInput(10_000)).toEqual(map.toInput(text.length - 1))
  })
})
