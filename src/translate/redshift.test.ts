import { describe, expect, test } from 'vitest'
import { analyseQuery } from '../analysis/analyse-query.ts'
import { queryNames } from '../analysis/query-names.ts'
import { inferTypes } from '../analysis/types/infer-types.ts'
import { parseQuery } from '../sql/parse-query.ts'
import { printQuery } from '../sql/printer.ts'
import { translateQuery } from './translate-query.ts'

function duckdb(sql: string): string {
  const { query, problem } = parseQuery(sql, 'redshift')
  if (!query) throw new Error(problem.message)
  const analysis = analyseQuery(query, 'redshift', () => 'unknown')
  const translated = translateQuery(query, {
    from: 'redshift',
    to: 'duckdb',
    relations: () => null,
    types: inferTypes(analysis),
    names: queryNames(analysis),
  })
  if (translated.problems.length > 0) return translated.problems.map((problem) => problem.code).join(', ')
  return printQuery(translated.query, 'duckdb').text.replace(/\s+/g, ' ')
}

/** Of a single expression, within another: what is selected would be cast to its type. */
function expression(sql: string): string {
  return duckdb(`select x from t where coalesce(${sql}) is null`).replace(
    /^select x from t where coalesce\((.*)\) is null$/,
    '$1',
  )
}

describe('casts', () => {
  test.each([
    ['x::varchar(10)', 'tidemill.redshift_cut(tidemill.redshift_text(x), 10)'],
    ["'abc'::varchar(10)", "cast('abc' as varchar)"],
    ['x::char', "rpad(tidemill.redshift_text(x), 1, ' ')"],
    ["'ab'::char(3) || 'x'", "rtrim(rpad(cast('ab' as varchar), 3, ' '), ' ') || 'x'"],
    ["json_parse('{}').n > 3", "tidemill.redshift_json_number(tidemill.redshift_json_parse('{}').n) > 3"],
    ['x::int', 'cast(tidemill.redshift_bigint(x) as integer)'],
    ["'7'::int", "cast('7' as integer)"],
    ["'2024-01-02'::datetime", "timestamp '2024-01-02 00:00:00'"],
    ["date('2024-01-02')", "date '2024-01-02'"],
    ["to_char(x, 'MI')", "strftime(tidemill.redshift_timestamp(x), '%M')"],
    [
      "nullif(lower(x), '')",
      "case when rtrim(lower(cast(x as varchar)), ' ') = '' then null else lower(cast(x as varchar)) end",
    ],
    ["nullif(trim(x), '')", "nullif(tidemill.redshift_btrim(cast(x as varchar)), '')"],
    ["(lower(x), 1) = ('a ', y)", "(rtrim(lower(cast(x as varchar)), ' '), 1) = ('a', y)"],
    ["'7.5'::int", "cast(tidemill.redshift_whole('7.5') as integer)"],
    ['x::numeric(18, 2)', 'cast(x as decimal(18, 2))'],
    ["'Jan 5, 2024'::date", "date '2024-01-05'"],
    ["'2024-01-05 10:11 PM'::timestamp", "timestamp '2024-01-05 22:11:00'"],
    ["'040506'::time", "cast('04:05:06' as time)"],
    ['lower(x)::date', 'tidemill.redshift_text_date(lower(cast(x as varchar)))'],
    ["'2024-02-30'::date", "cast('2024-02-30' as date)"],
    ['x::timestamp', 'tidemill.redshift_timestamp(x)'],
    ['x::timestamptz', 'tidemill.redshift_instant(x)'],
    ["timestamp '2024-03-05 14:07'", "timestamp '2024-03-05 14:07:00'"],
  ])('%s', (sql, expected) => {
    expect(expression(sql)).toBe(expected)
  })
})

describe('operators', () => {
  test.each([
    ['a / b', 'a // tidemill.redshift_divisor(b)'],
    ['a / 100', 'a // 100'],
    ['1.50 / 3', 'cast(tidemill.redshift_quotient(1.50, 3, 100, 1, 100000000000, 0.0000000000001) as decimal(14, 13))'],
    ["lower(a) = 'x '", "rtrim(lower(cast(a as varchar)), ' ') = 'x'"],
    ['1.50 * 2.5', '1.50 * 2.5'],
    ["2 * '3'", "2 * cast('3' as integer)"],
    ["2 * '1.5'", "2 * cast(tidemill.redshift_whole('1.5') as integer)"],
    [
      'x::decimal(12, 2) * y::int',
      'cast(cast(x as decimal(12, 2)) as decimal(19, 2)) * cast(tidemill.redshift_bigint(y) as integer)',
    ],
    ['x::decimal(19, 2) * y::decimal(12, 2)', 'cast(x as decimal(19, 2)) * cast(y as decimal(12, 2))'],
    [
      'x::decimal(38, 10) * y::decimal(38, 10)',
      'cast(cast(x as decimal(38, 10)) * cast(y as decimal(38, 10)) as decimal(38, 4))',
    ],
    ["t at time zone 'PST'", "timezone('Etc/GMT+8', t)"],
    ["trim(a) in ('x', 'y')", "tidemill.redshift_btrim(cast(a as varchar)) in ('x', 'y')"],
    ["a = 'x'", "a = 'x'"],
    ["a ~ 'x'", "regexp_matches(a, 'x')"],
    ["a ~ 'x.y'", "regexp_matches(a, '(?s)x.y')"],
    ['x::real * y::int', 'cast(cast(x as float) as double) * cast(tidemill.redshift_bigint(y) as integer)'],
    ["a !~* 'x'", "not regexp_matches(a, 'x', 'i')"],
    ["a similar to '%x.(b|c)_'", "regexp_full_match(a, '(?s).*x\\.(b|c).')"],
    ["a ilike 'x%'", "a ilike 'x%'"],
    ["interval '1 day 2 hours'", 'to_days(1) + to_microseconds(7200000000)'],
    ['current_date - 7', "cast(timezone('UTC', now()) as date) - 7"],
    ["t at time zone 'UTC'", "timezone('UTC', t)"],
  ])('%s', (sql, expected) => {
    expect(expression(sql)).toBe(expected)
  })
})

describe('functions', () => {
  test.each([
    ["greatest(lower(a), 'x')", "tidemill.redshift_greatest_text([lower(cast(a as varchar)), 'x'])"],
    ['greatest(a, b)', 'greatest(a, b)'],
    ["collate(a, 'case_sensitive')", 'a'],
    ['json_serialize(x)', "coalesce(tidemill.redshift_super_json(x), 'null')"],
    [
      'array(x, 1.50)',
      "cast('[' || coalesce(cast(to_json(x) as varchar), 'null') || ',' || coalesce(cast(1.50 as varchar), 'null') || ']' as json)",
    ],
    ['nvl(a, b)', 'coalesce(a, b)'],
    ["decode(a, 1, 'x', 'y')", "case when a is not distinct from 1 then 'x' else 'y' end"],
    ['dateadd(month, 1, t)', 'tidemill.redshift_timestamp(t) + to_months(1)'],
    ['dateadd(year, n, t)', 'tidemill.redshift_add_years(tidemill.redshift_timestamp(t), cast(n as integer))'],
    [
      "datediff(day, '2024-01-01', t)",
      "date_diff('day', timestamp '2024-01-01 00:00:00', tidemill.redshift_timestamp(t))",
    ],
    ["to_char(t, 'YYYY-MM')", "strftime(tidemill.redshift_timestamp(t), '%Y-%m')"],
    ["to_date(x, 'YYYYMMDD', true)", "cast(strptime(cast(x as varchar), '%Y%m%d') as date)"],
    ["to_date(x, 'DD Mon YYYY')", "cast(strptime(cast(x as varchar), '%d %b %Y') as date)"],
    [
      "to_date(x, 'YYYYMM')",
      "cast(tidemill.redshift_read(cast(x as varchar), '%Y%m', '^\\s*(\\d{4})(\\d{1,2})', 1, 2, 0, 0, 0, 0) as date)",
    ],
    [
      'avg(x::int)',
      'tidemill.redshift_mean(sum(cast(tidemill.redshift_bigint(x) as integer)), count(cast(tidemill.redshift_bigint(x) as integer)))',
    ],
    ['sum(x::float8)', 'sum(cast(x as double))'],
    ['fnv_hash(1)', 'tidemill.fnv1a(tidemill.bytes_of_number(1, 4), -3750763034362895579)'],
    ["dateadd(hour, 2, time '10:00')", "cast('10:00:00' as time) + to_hours(2)"],
    ["regexp_substr(x, '(a)b', 1, 2, 'e')", "tidemill.regex_part(cast(x as varchar), '(a)b', 2, 1)"],
    ['avg(x)', 'tidemill.redshift_avg(sum(x), count(x), any_value(x))'],
    ['approximate count(distinct x)', 'approx_count_distinct(x)'],
    [
      "listagg(x, ',') within group (order by y)",
      "string_agg(cast(x as varchar), ',' order by y nulls last) filter (where x is not null and cast(x as varchar) <> '')",
    ],
    ['substring(20240305, 5, 2)', 'substring(cast(20240305 as varchar), 5, 2)'],
    ['substring(x, 2, 3)', 'substring(x, 2, 3)'],
    ['substring(x, n, 3)', 'tidemill.redshift_substring(x, n, 3)'],
    ["json_extract_path_text(j, 'a', 'b')", 'tidemill.redshift_json_text(j, \'$."a"."b"\')'],
    [
      'sum(x) over (partition by a)',
      'tidemill.sum_as(sum(x) over (partition by a), any_value(x) over (partition by a))',
    ],
  ])('%s', (sql, expected) => {
    expect(expression(sql)).toBe(expected)
  })
})

describe('clauses', () => {
  test.each([
    ['select a from t order by a desc, b', 'select a from t order by a desc nulls first, b nulls last'],
    [
      "select * from t pivot (avg(v::int) as mean for k in ('a', 'b' as c))",
      'select * from ( select * exclude (v, k), ' +
        "tidemill.redshift_mean(sum(cast(tidemill.redshift_bigint(v) as integer)) filter (where k is not distinct from 'a'), count(cast(tidemill.redshift_bigint(v) as integer)) filter (where k is not distinct from 'a')) as \"a_mean\", " +
        "tidemill.redshift_mean(sum(cast(tidemill.redshift_bigint(v) as integer)) filter (where k is not distinct from 'b'), count(cast(tidemill.redshift_bigint(v) as integer)) filter (where k is not distinct from 'b')) as \"c_mean\" from t group by all )",
    ],
    [
      'select lower(a) as k, sum(v::int) as s from t group by 1 order by lower(a)',
      'select min(lower(cast(a as varchar))) as k, cast(sum(cast(tidemill.redshift_bigint(v) as integer)) as bigint) as s ' +
        "from t group by rtrim(lower(cast(a as varchar)), ' ') order by min(lower(cast(a as varchar))) nulls last",
    ],
    [
      'select distinct lower(a) as k, b from t',
      "select min(lower(cast(a as varchar))) as k, b from t group by rtrim(lower(cast(a as varchar)), ' '), b",
    ],
    [
      'select a from t where lower(a) in (select lower(b) as b from u)',
      "select a from t where rtrim(lower(cast(a as varchar)), ' ') in ( select rtrim(lower(cast(b as varchar)), ' ') as b from u )",
    ],
    [
      "select lower(a) as k from t where lower(b) in (select 'x ' union select lower(c) as c from u)",
      "select lower(cast(a as varchar)) as k from t where rtrim(lower(cast(b as varchar)), ' ') in " +
        "( select rtrim(min(_rows._c1), ' ') as _c1 from ( select 'x ' union all select lower(cast(c as varchar)) as c from u ) " +
        'as _rows(_c1) group by tidemill.redshift_blank_free(_rows._c1) )',
    ],
    [
      'select lower(a) as k, n from t union select lower(b), n from u',
      'select min(_rows.k) as k, _rows.n from ( select lower(cast(a as varchar)) as k, n from t ' +
        'union all select lower(cast(b as varchar)), n from u ) as _rows(k, n) ' +
        'group by tidemill.redshift_blank_free(_rows.k), _rows.n',
    ],
    [
      'select lower(a) as k from t except select lower(b) from u',
      'select min(_rows.k) filter (where _rows._side = 1) as k from ( ' +
        'select _half.k, 1 as _side from ( select lower(cast(a as varchar)) as k from t ) as _half(k) union all ' +
        'select _half.k, 2 as _side from ( select lower(cast(b as varchar)) from u ) as _half(k) ) as _rows(k, _side) ' +
        'group by tidemill.redshift_blank_free(_rows.k) having max(_rows._side) = 1',
    ],
    [
      'select row_number() over (partition by lower(a) order by b) as r from t',
      "select cast(row_number() over (partition by rtrim(lower(cast(a as varchar)), ' ') order by b nulls last) as bigint) as r from t",
    ],
    [
      'select lower(a) as k, grouping(lower(a)) as g from t group by rollup(lower(a), b)',
      "select case when grouping(rtrim(lower(cast(a as varchar)), ' ')) = 0 then min(lower(cast(a as varchar))) end as k, " +
        "cast(grouping(rtrim(lower(cast(a as varchar)), ' ')) as integer) as g from t " +
        "group by rollup (rtrim(lower(cast(a as varchar)), ' '), b)",
    ],
    [
      'select distinct * from (select lower(a) as k, n from t) order by k',
      'select min(_rows.k) as k, _rows.n from ( select * from ( select lower(cast(a as varchar)) as k, n from t ) ) as ' +
        '_rows group by tidemill.redshift_blank_free(_rows.k), _rows.n order by k nulls last',
    ],
    [
      'select distinct lower(a), max(b) over () as m from t order by lower(a)',
      'select min(_rows._c1) as _c1, _rows.m from ( select lower(cast(a as varchar)), max(b) over () as m from t ) as ' +
        '_rows(_c1, m) group by tidemill.redshift_blank_free(_rows._c1), _rows.m order by _c1 nulls last',
    ],
    [
      "select s.A.b[0]::varchar as b, s.c as c from (select json_parse('{}') as s)",
      'select tidemill.redshift_super_text_at(s, \'$."a"."b"[0]\') as b, s.c as c from ( select tidemill.redshift_json_parse(\'{}\') as s )',
    ],
    ['select top 10 a from t', 'select a from t limit 10'],
    ['select a from t minus select a from u', 'select a from t except select a from u'],
    [
      "select d::date as d from t union all select '2024-01-02'",
      "select tidemill.redshift_date(d) as d from t union all select date '2024-01-02'",
    ],
    [
      "select * from t unpivot (v for k in (Jan, feb as 'Feb'))",
      'select * from t unpivot (v for k in (Jan as "jan", feb as "Feb"))',
    ],
    [
      'select x, i from t, t.items as x at i',
      'select x, i from t, lateral ( select unnest(tidemill.json_items(t.items)) as x, ' +
        'unnest(tidemill.places(tidemill.json_items(t.items))) as i ) as x',
    ],
  ])('%s', (sql, expected) => {
    expect(duckdb(sql)).toBe(expected)
  })
})

describe('joins by the names of columns', () => {
  const texts = 'with a as (select 1 as x, lower(t.k) as k from t), b as (select lower(u.k) as k, 2 as y from u) '
  const joined = 'from a join b on tidemill.redshift_blank_free(a.k) = tidemill.redshift_blank_free(b.k)'

  test.each([
    ['select * from a join b using (k)', `select a.k as k, a.x as x, b.y as y ${joined}`],
    ['select * from a natural join b', `select a.k as k, a.x as x, b.y as y ${joined}`],
    [
      "select k, y from a join b using (k) where k > 'm'",
      `select a.k as k, y ${joined} where tidemill.redshift_blank_free(a.k) > 'm'`,
    ],
    [
      'select k from a full join b using (k)',
      'select coalesce(a.k, b.k) as k from a full join b on tidemill.redshift_blank_free(a.k) = tidemill.redshift_blank_free(b.k)',
    ],
    [
      'select a.*, z.x as z from a join b using (k) join a as z using (k)',
      `select a.*, z.x as z ${joined} join a as z on tidemill.redshift_blank_free(a.k) = tidemill.redshift_blank_free(z.k)`,
    ],
    [
      'select b.y from b join a on b.k = a.k',
      'select b.y from b join a on tidemill.redshift_blank_free(b.k) = tidemill.redshift_blank_free(a.k)',
    ],
  ])('%s', (sql, expected) => {
    expect(duckdb(texts + sql)).toContain(expected)
  })

  test('the keys of a join under an alias are refused', () => {
    expect(duckdb(`${texts} select j.k from (a join b using (k)) as j`)).toBe('dialect/not-translatable')
  })

  test.each([
    ['select * from t join u using (n)', 'select n as n, t.* exclude (n), u.* exclude (n) from t join u using (n)'],
    ['select n from t join u using (n)', 'select n from t join u using (n)'],
    [
      'with a as (select 1 as n, 2 as x) select * from a join (select 1 as n, 3 as y) using (n)',
      'with a as ( select 1 as n, 2 as x ) select * from a join ( select 1 as n, 3 as y ) using (n)',
    ],
    [
      'with a as (select 2 as x, 1 as n) select * from a join (select 1 as n, 3 as y) using (n)',
      'with a as ( select 2 as x, 1 as n ) select n as n, a.x as x, _q55.y as y from a join ( select 1 as n, 3 as y ) as _q55 using (n)',
    ],
  ])('%s has the keys first', (sql, expected) => {
    expect(duckdb(sql)).toBe(expected)
  })
})

test.each([
  ['mystery(x)', 'dialect/not-verified'],
  ['sum(x) over (order by y)', 'dialect/not-accepted'],
  ['1.5::boolean', 'dialect/not-accepted'],
  ["t at time zone 'IST'", 'dialect/not-translatable'],
  ["collate(x, 'ci')", 'dialect/not-translatable'],
  ["collate(x, 'de_DE')", 'dialect/not-accepted'],
  ['fnv_hash(x)', 'dialect/not-translatable'],
  ["to_char(x, '9.9EEEE')", 'dialect/not-translatable'],
  ['object(x, current_date)', 'dialect/not-accepted'],
  ["string_agg(x, ',')", 'dialect/not-accepted'],
  ['generate_series(1, 3)', 'dialect/not-accepted'],
  ["has_table_privilege('t', 'select')", 'dialect/not-translatable'],
  ['format_type(x, y)', 'dialect/not-translatable'],
  ['current_time', 'dialect/not-translatable'],
  ['st_distance(x, y)', 'dialect/not-translatable'],
  ["x ~ '(?=a)b'", 'dialect/not-accepted'],
  ["regexp_substr(x, '(?=a)b')", 'dialect/not-accepted'],
  ["regexp_substr(x, 'a+(?=b)b', 1, 1, 'p')", 'dialect/not-translatable'],
])('%s has the problem %s', (sql, code) => {
  expect(expression(sql)).toBe(code)
})
