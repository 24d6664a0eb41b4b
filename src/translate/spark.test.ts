import { describe, expect, test } from 'vitest'
import { analyseQuery } from '../analysis/analyse-query.ts'
import { queryNames } from '../analysis/query-names.ts'
import { inferTypes } from '../analysis/types/infer-types.ts'
import { parseQuery } from '../sql/parse-query.ts'
import { printQuery } from '../sql/printer.ts'
import { translateQuery } from './translate-query.ts'

function duckdb(sql: string): string {
  const { query, problem } = parseQuery(sql, 'spark')
  if (!query) throw new Error(problem.message)
  const analysis = analyseQuery(query, 'spark', () => 'unknown')
  const translated = translateQuery(query, {
    from: 'spark',
    to: 'duckdb',
    relations: () => null,
    types: inferTypes(analysis),
    names: queryNames(analysis),
  })
  if (translated.problems.length > 0) return translated.problems.map((problem) => problem.code).join(', ')
  return printQuery(translated.query, 'duckdb').text.replace(/\s+/g, ' ')
}

/** Of a single expression. */
function expression(sql: string): string {
  return duckdb(`select ${sql}`).replace(/^select /, '')
}

describe('arithmetic', () => {
  const table = '(cast(1 as int), cast(2 as bigint), cast(1.5 as decimal(10, 2)), cast(2.5 as decimal(20, 4)))'
  const over = (sql: string) =>
    duckdb(`select ${sql} from values ${table} t(i, l, d, e)`).replace(/^select (.*) from \(values .*$/, '$1')

  test.each([
    ['i + 1', 'tidemill.wrapped_integer(cast(i as bigint) + 1)'],
    ['i * l', 'tidemill.wrapped_bigint(cast(i as hugeint) * l)'],
    ['-i', 'tidemill.wrapped_integer(-cast(i as bigint))'],
    ['1 + 2', 'cast(1 + 2 as integer)'],
    ['i / 2', 'cast(cast(i as double) / 2 as double)'],
    ['d + d', 'cast(d + d as decimal(11, 2))'],
    ['d * e', 'cast(cast(d as decimal(38, 2)) * e as decimal(31, 6))'],
    [
      'd / 3',
      'try_cast(tidemill.whole_quotient(tidemill.unscaled(d, 100) * cast(10000 as hugeint), cast(3 as hugeint)) ' +
        '* cast(0.000001 as decimal(6, 6)) as decimal(14, 6))',
    ],
    ['sum(i)', 'cast(sum(i) as bigint)'],
    ['sum(l)', 'tidemill.wrapped_bigint(sum(l))'],
    ['sum(d)', 'try_cast(sum(d) as decimal(20, 2))'],
    ['min(d)', 'cast(min(d) as decimal(10, 2))'],
  ])('%s', (sql, expected) => {
    expect(over(sql)).toBe(expected)
  })
})

describe('types of selected values', () => {
  test('distinct rows are ordered by what is selected', () => {
    expect(duckdb('select distinct abs(2.5) from t order by abs(2.5)')).toBe(
      'select distinct cast(abs(2.5) as decimal(2, 1)) from t order by cast(abs(2.5) as decimal(2, 1)) nulls first',
    )
  })

  test('a union with text is text, as Spark writes it', () => {
    expect(duckdb("select 1.5D as a union all select 'x'")).toBe(
      "select tidemill.spark_string(cast(cast(1.5 as double) as double)) as a union all select 'x'",
    )
  })

  test('what has no common type is refused', () => {
    expect(duckdb("select 1 as a union all select date'2024-01-01'")).toBe('dialect/not-accepted')
    expect(duckdb("select * from values (1), ('a') t(x)")).toBe('dialect/not-accepted')
  })
})

describe('casts', () => {
  test.each([
    ['cast(x as bigint)', 'tidemill.spark_bigint(x)'],
    ['cast(1 as bigint)', 'cast(1 as bigint)'],
    ['cast(x as string)', 'tidemill.spark_string(x)'],
    ["cast('a' as varchar(3))", "cast('a' as varchar)"],
    ['cast(x as decimal(18, 2))', 'try_cast(x as decimal(18, 2))'],
    ["cast('2024-03-05' as date)", "date '2024-03-05'"],
    ["cast('2024-02-30' as date)", "tidemill.spark_date('2024-02-30')"],
    ['cast(cast(x as date) as timestamp)', 'cast(tidemill.spark_date(x) as timestamp)'],
    ['cast(x as array<int>)', 'try_cast(x as integer[])'],
    [
      'cast((select max(x) from t) as int)',
      'cast(( select tidemill.spark_integer(_scalar._value) from ( select max(x) from t ) as _scalar(_value) ) as integer)',
    ],
    ['int(x)', 'tidemill.spark_integer(x)'],
    ['1L', 'cast(1 as bigint)'],
    ["date '2024-1-5'", "tidemill.spark_date('2024-1-5')"],
  ])('%s', (sql, expected) => {
    expect(expression(sql)).toBe(expected)
  })
})

describe('operators', () => {
  test.each([
    ['a / b', 'a / nullif(b, 0)'],
    ['a / 100', 'a / 100'],
    ['a % b', 'a % nullif(b, 0)'],
    ['a div 2', 'cast(tidemill.spark_div(a, 2) as bigint)'],
    ['a <=> b', 'a is not distinct from b'],
    ['a ^ b', 'xor(a, b)'],
    ["'3' + a", "tidemill.spark_double('3') + a"],
    ['d + interval 3 days', 'cast_to_type(d + to_days(3), d)'],
    ["date '2024-01-15' + interval 1 month", "cast(date '2024-01-15' + to_months(1) as date)"],
    ['t + interval 2 hours', 't + to_microseconds(7200000000)'],
    ['x[0]', 'tidemill.spark_subscript(x, 0)'],
    ["x['key']", "x['key']"],
    ['array(1, 2)[0]', 'cast(list_value(1, 2)[1] as integer)'],
    ["x rlike 'a+'", "regexp_matches(x, 'a+')"],
    ["x like '10\\\\%'", "x like '10\\%' escape '\\'"],
    ["x like any ('a%', 'b%')", "x like 'a%' or x like 'b%'"],
    ["case when a then 1 else 'x' end", "case when a then cast(1 as varchar) else 'x' end"],
  ])('%s', (sql, expected) => {
    expect(expression(sql)).toBe(expected)
  })
})

describe('functions', () => {
  test.each([
    ['nvl(a, b)', 'coalesce(a, b)'],
    ["nvl(a, 'x')", "coalesce(tidemill.spark_string(a), 'x')"],
    ["concat(a, '-', b)", "a || '-' || b"],
    [
      "to_date(x, 'dd.MM.yyyy')",
      "cast(list_transform([tidemill.spark_string(x)], lambda _given: case when regexp_full_match(_given, '\\d{2}\\.\\d{2}\\.\\d{4}') then try_strptime(_given, '%d.%m.%Y') when try_strptime(regexp_extract(_given, '^\\s*\\s*\\d+\\.\\s*\\d+\\.\\s*\\d+'), '%d.%m.%Y') is not null then tidemill.two_ways_to_read(_given) end)[1] as date)",
    ],
    ["date_format(t, 'yyyy-MM')", "strftime(tidemill.spark_timestamp(t), '%Y-%m')"],
    ['datediff(a, b)', 'tidemill.spark_datediff(tidemill.spark_date(a), tidemill.spark_date(b))'],
    ["trunc(d, 'MM')", "cast(date_trunc('month', tidemill.spark_date(d)) as date)"],
    ['sum(x)', 'tidemill.sum_as(sum(x), any_value(x))'],
    ['first(x, true)', 'first(x) filter (where x is not null)'],
    ['transform(x, (v, i) -> v + i)', 'list_transform(x, lambda v, i: v + (i - 1))'],
    [
      'aggregate(x, 0, (a, v) -> a + v, a -> a * 2)',
      'tidemill.wrapped_integer(cast(list_reduce(x, lambda a, v: a + v, 0) as bigint) * 2)',
    ],
    ["named_struct('a', 1)", 'cast({\'a\': 1} as struct("a" integer))'],
    ['struct(t.a, 1, b as c)', "{'a': t.a, 'col2': 1, 'c': b}"],
    ["map('k', v)", "map(['k'], [v])"],
    ["regexp_replace(x, '(a)', '$1b')", "regexp_replace(cast(x as varchar), '(a)', '\\1b', 'g')"],
    [
      "from_json(x, 'a int')",
      'cast(list_transform([tidemill.json_or_empty(x)], lambda _json: list_transform([_json], lambda _object1: case when tidemill.json_is_object(_object1) then {\'a\': try_cast(tidemill.json_whole(json_extract(_object1, \'$."a"\')) as integer)} end)[1])[1] as struct("a" integer))',
    ],
    ['lag(x) over (partition by a order by b)', 'lag(x) over (partition by a order by b nulls first)'],
  ])('%s', (sql, expected) => {
    expect(expression(sql)).toBe(expected)
  })
})

describe('clauses', () => {
  test.each([
    ['select a from t order by a desc, b', 'select a from t order by a desc nulls last, b nulls first'],
    ['select a from t distribute by a sort by b', 'select a from t'],
    ['select /*+ broadcast(t) */ a from t', 'select a from t'],
    ['select a from t left semi join u using (a)', 'select a from t semi join u using (a)'],
    [
      'select x, item from t lateral view explode(items) e as item',
      'select x, item from t, lateral ( select unnest(items) as item ) as e',
    ],
    [
      'select * from t lateral view outer posexplode(items) as pos, item',
      'select * from t, lateral ( select unnest(tidemill.spark_padded(tidemill.places(items))) as pos, ' +
        'unnest(tidemill.spark_padded(items)) as item ) as _lateral_1',
    ],
    ['select explode(m) as (k, v) from t', 'select unnest(map_keys(m)) as k, unnest(map_values(m)) as v from t'],
    ['select * from values (1, 2)', 'select * from (values (1, 2)) as _values(col1, col2)'],
    ['select * from t join u using (k)', 'select "k", * exclude ("k") from t join u using (k)'],
    ['select u.* from t join u using (k)', 'select u."k", u.* exclude ("k") from t join u using (k)'],
    ['select s.x as w from t order by w.a', "select s.x as w from t order by w['a'] nulls first"],
    ['select count(*) from t', 'select count(*) from t'],
    [
      'select concat_ws(*) as x from (select a, b from t)',
      'select tidemill.joined_texts(flatten(list_value(tidemill.spark_texts("b"))), "a") as x from ( select a, b from t )',
    ],
  ])('%s', (sql, expected) => {
    expect(duckdb(sql)).toBe(expected)
  })
})

test.each([
  ['mystery(x)', 'dialect/not-verified'],
  ['sha2(x, 512)', 'dialect/not-translatable'],
  ["session_window(t, '1 day')", 'dialect/not-translatable'],
  ["'a' like 'a\\\\b'", 'dialect/not-accepted'],
  ["sum(x) over (order by date'2024-01-01' range interval 1 day preceding)", 'dialect/not-accepted'],
  ["date_format(t, 'YYYY')", 'dialect/not-translatable'],
  ['date_format(t, p)', 'dialect/not-translatable'],
  ["x rlike '(?=a)'", 'dialect/not-translatable'],
  ['year(a, b)', 'dialect/not-translatable'],
  ["x rlike '[a-z&&[^b]]'", 'dialect/not-translatable'],
  [`regexp_replace(x, '(?<a>b)', '$\{a}')`, 'dialect/not-translatable'],
  ['count(t.*)', 'dialect/not-accepted'],
  ["to_timestamp(20240105, 'yyyyMMdd')", 'dialect/not-accepted'],
  ["greatest(1, 'a')", 'dialect/not-accepted'],
])('%s has the problem %s', (sql, code) => {
  expect(expression(sql)).toBe(code)
})

test('the keys of a join come first behind a star', () => {
  expect(duckdb('select * from t join u using (n)')).toBe('select "n", * exclude ("n") from t join u using (n)')
})
