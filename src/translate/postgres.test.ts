import { describe, expect, test } from 'vitest'
import { analyseQuery } from '../analysis/analyse-query.ts'
import { queryNames } from '../analysis/query-names.ts'
import { inferTypes } from '../analysis/types/infer-types.ts'
import { parseQuery } from '../sql/parse-query.ts'
import { printQuery } from '../sql/printer.ts'
import { translateQuery } from './translate-query.ts'

function postgres(sql: string): string {
  const { query, problem } = parseQuery(sql, 'redshift')
  if (!query) throw new Error(problem.message)
  const analysis = analyseQuery(query, 'redshift', () => 'unknown')
  const translated = translateQuery(query, {
    from: 'redshift',
    to: 'postgres',
    relations: () => null,
    types: inferTypes(analysis),
    names: queryNames(analysis),
  })
  if (translated.problems.length > 0) return translated.problems.map((problem) => problem.code).join(', ')
  return printQuery(translated.query, 'postgres').text.replace(/\s+/g, ' ')
}

describe('expressions', () => {
  test.each([
    ['nvl(a, b)', 'coalesce(a, b)'],
    ['len(x::varchar(5))', 'length(cast(tidemill.redshift_cut(cast(x as text), 5) as varchar(5)))'],
    ["charindex('b', x)", "strpos(cast(x as text), 'b')"],
    ['dateadd(month, 2, t::timestamp)', "cast(t as timestamp) + 2 * interval '1 month'"],
    ['dateadd(year, n, t::timestamp)', 'tidemill.redshift_add_years(cast(t as timestamp), cast(n as integer))'],
    [
      'datediff(day, a::timestamp, b::timestamp)',
      "tidemill.redshift_datediff('day', cast(a as timestamp), cast(b as timestamp))",
    ],
    ['sum(x::int)', 'cast(sum(cast(x as integer)) as bigint)'],
    ['10 / 3.0', 'div(10 * 10000, 3.0) * 0.0001'],
    ["interval '1 day 2 hours'", "interval '1 days 7200000000 microseconds'"],
    ['getdate()', "timezone('UTC', now())"],
    ["'Jan 5, 2024'::date", "cast('2024-01-05' as date)"],
    ["'2024-01-05'::timestamptz", "timezone('UTC', cast('2024-01-05' as timestamp))"],
    ["regexp_substr(x, 'a', 1, 2, 'i')", "tidemill.redshift_regexp_substr(cast(x as text), 'a', 1, 2, 'i', 0)"],
    ["json_extract_path_text(j, 'a', 'b')", "tidemill.redshift_json_text(cast(j as text), false, 'a', 'b')"],
    ["lower(a) = 'x '", "rtrim(lower(cast(a as text)), ' ') = 'x'"],
    ['trunc(t::timestamp)', 'cast(cast(t as timestamp) as date)'],
    [
      'last_value(x ignore nulls) over (order by y rows unbounded preceding)',
      'tidemill.redshift_last(x) over (order by y nulls last rows unbounded preceding)',
    ],
    [
      "listagg(x, ',') within group (order by y)",
      "string_agg(cast(x as varchar), ',' order by y nulls last) filter (where x is not null and cast(x as varchar) <> '')",
    ],
  ])('%s', (sql, expected) => {
    expect(postgres(`select ${sql}`)).toBe(`select ${expected}`)
  })
})

describe('queries', () => {
  test.each([
    ['select a + 1 as b, b * 2 as c from t', 'select a + 1 as b, (a + 1) * 2 as c from t'],
    ['select top 3 x from (select 1 as x)', 'select x from ( select 1 as x ) as _q20 limit 3'],
    [
      'select x, row_number() over (order by x) as n from t qualify n = 1',
      'select x, n from ( select x, row_number() over (order by x nulls last) as n, ' +
        'row_number() over (order by x nulls last) = 1 as _keep from t ) as _qualified where _keep',
    ],
    [
      "with t as (select json_parse('{}') as d) select d.a[0].b from t",
      "with t as ( select cast('{}' as jsonb) as d ) select jsonb_extract_path(jsonb_extract_path(jsonb_extract_path(d, 'a'), '0'), 'b') as b from t",
    ],
    [
      "with t as (select json_parse('[1]') as d) select x, i from t, t.d as x at i",
      "with t as ( select cast('[1]' as jsonb) as d ) select x, i from t, lateral ( select jsonb_array_elements(tidemill.redshift_items(t.d)) as x, " +
        'generate_series(0, jsonb_array_length(tidemill.redshift_items(t.d)) - 1) as i ) as x',
    ],
    [
      "select * from (select 'a' as k, 1 as v) pivot (max(v) for k in ('a' as x))",
      "select * from ( select max(v) filter (where k is not distinct from 'a') as \"x\" from ( select 'a' as k, 1 as v ) as _q14 ) as _q14",
    ],
  ])('%s', (sql, expected) => {
    expect(postgres(sql)).toBe(expected)
  })
})

test.each([
  ['select mystery(x)', 'dialect/not-verified'],
  ['select soundex(x)', 'dialect/not-translatable'],
  ['select * from t qualify row_number() over (order by x) = 1', 'dialect/not-translatable'],
  ['select median(x) over (partition by y) from t', 'dialect/not-translatable'],
])('%s has the problem %s', (sql, code) => {
  expect(postgres(sql)).toBe(code)
})
