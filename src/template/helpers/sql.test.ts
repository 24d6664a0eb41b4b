import { describe, expect, test } from 'vitest'
import { mistakes, printed, renderModel } from '../../../tests/support/templates.ts'
import type { TemplateDialect } from '../helper.ts'

const columns = {
  orders: [
    { name: 'order_id', type: 'bigint' },
    { name: 'total', type: 'numeric(18,2)' },
  ],
  returns: [
    { name: 'ORDER_ID', type: null },
    { name: 'reason', type: 'varchar(20)' },
  ],
}

const write = (template: string, dialect: TemplateDialect = 'redshift'): string =>
  printed(template, { columns, dialect })
const wrong = (template: string): string[] => mistakes(template, { columns })

describe('surrogate_key', () => {
  test.each([
    [
      'redshift',
      "md5(coalesce(cast(a as varchar(65535)), '_null_') || '-' || coalesce(cast(b as varchar(65535)), '_null_'))",
    ],
    ['spark', "md5(coalesce(cast(a as string), '_null_') || '-' || coalesce(cast(b as string), '_null_'))"],
  ] as const)('in %s', (dialect, expected) => {
    expect(write('{{surrogate_key "a" "b"}}', dialect)).toBe(expected)
    expect(write('{{surrogate_key (list "a" "b")}}', dialect)).toBe(expected)
  })

  test('each column keeps its place', () => {
    const { text } = renderModel('{{surrogate_key "a" "bb"}}')
    expect(text.originOf(text.text.indexOf('bb'), text.text.indexOf('bb') + 2)?.span).toMatchObject({
      start: 21,
      end: 23,
    })
  })

  test('needs a column', () => {
    expect(wrong('{{surrogate_key}}')[0]).toContain('template/missing-argument')
    expect(wrong('{{surrogate_key (list)}}')).toEqual([
      'models/m.sql:1:1 template/missing-argument "surrogate_key" needs the argument "columns". > Write {{surrogate_key columns …}}.',
    ])
  })
})

describe('star', () => {
  test.each([
    ['{{star (ref "orders")}}', '"order_id", "total"'],
    ['{{star from=(ref "orders") except=(list "TOTAL") alias="o"}}', 'o."order_id"'],
    ['{{star (ref "orders") prefix="o_" suffix="_x"}}', '"order_id" as "o_order_id_x", "total" as "o_total_x"'],
  ])('%s is %s', (template, expected) => {
    expect(write(template)).toBe(expected)
  })

  test('in Spark', () => {
    expect(write('{{star (ref "orders")}}', 'spark')).toBe('`order_id`, `total`')
  })

  test.each([
    [
      '{{star (ref "unknown")}}',
      '1:8 template/unknown-columns "star" needs the columns of "s"."unknown", which are not known when the project is compiled. > Declare its columns in YAML, or write the columns out.',
    ],
    [
      '{{star (ref "orders") except=(list "totl")}}',
      '1:30 template/unknown-column "s"."orders" has no column "totl". > Did you mean "total"?',
    ],
    [
      '{{star "orders"}}',
      '1:8 template/wrong-kind "from" of "star" must be a relation; this is a text. > Write (ref "orders").',
    ],
    [
      '{{star (ref "orders") except=(list "order_id" "total")}}',
      '1:1 template/invalid-argument "star" leaves no column of "s"."orders".',
    ],
  ])('%s', (template, expected) => {
    expect(wrong(template)).toEqual([`models/m.sql:${expected}`])
  })
})

describe('union_relations', () => {
  test('gives every branch the columns of all', () => {
    expect(write('{{union_relations (list (ref "orders") (ref "returns"))}}')).toBe(
      'select "order_id", "total", cast(null as varchar(20)) as "reason" from "s"."orders"' +
        ' union all select "order_id", cast(null as numeric(18,2)) as "total", "reason" from "s"."returns"',
    )
  })

  test('leaves columns out and names the source', () => {
    expect(write('{{union_relations (list (ref "orders")) except=(list "total") source_column="from_table"}}')).toBe(
      'select \'"s"."orders"\' as "from_table", "order_id" from "s"."orders"',
    )
  })

  test.each([
    ['{{union_relations (list)}}', '1:19 template/invalid-argument "relations" of "union_relations" is an empty list.'],
    [
      '{{union_relations (list "a")}}',
      '1:19 template/wrong-kind "relations" of "union_relations" must be a list of relations; this is a list with a text in it.',
    ],
    [
      '{{union_relations (list (ref "zzz"))}}',
      '1:19 template/unknown-columns "union_relations" needs the columns of "s"."zzz", which are not known when the project is compiled. > Declare its columns in YAML, or write the columns out.',
    ],
  ])('%s', (template, expected) => {
    expect(wrong(template)).toEqual([`models/m.sql:${expected}`])
  })
})

describe('pivot', () => {
  test.each([
    ['{{pivot "status" (list "a")}}', 'sum(case when status = \'a\' then 1 else 0 end) as "a"'],
    [
      '{{pivot "year" (list 1 2) agg="max" then="total" otherwise=null prefix="y"}}',
      'max(case when year = 1 then total else null end) as "y1", max(case when year = 2 then total else null end) as "y2"',
    ],
  ])('%s', (template, expected) => {
    expect(write(template)).toBe(expected)
  })
})

describe('dedupe', () => {
  const call = '{{dedupe (ref "orders") partition_by="order_id" order_by="total desc"}}'

  test('in Redshift is QUALIFY', () => {
    expect(write(call)).toBe(
      'select deduped.* from "s"."orders" as deduped qualify row_number() over (partition by order_id order by total desc) = 1',
    )
  })

  test('in Spark is a sub-query over the known columns', () => {
    expect(write(call, 'spark')).toBe(
      'select `order_id`, `total` from (select deduped.*, row_number() over (partition by order_id order by total desc)' +
        ' as tidemill_rank from "s"."orders" as deduped) as ranked where tidemill_rank = 1',
    )
  })
})

describe('date_spine', () => {
  test('in Spark is a sequence', () => {
    expect(write('{{date_spine "2026-01-01" "2026-02-01"}}', 'spark')).toBe(
      "select explode(sequence(date '2026-01-01', date '2026-01-31', interval 1 day)) as date_day",
    )
    expect(write('{{date_spine "2026-01-01" "2026-07-02" "quarter"}}', 'spark')).toBe(
      "select explode(sequence(date '2026-01-01', date '2026-07-01', interval 3 month)) as date_quarter",
    )
  })

  test('in Redshift counts with digits, as many places as the rows need', () => {
    const digits = `(${Array.from({ length: 10 }, (_, n) => (n === 0 ? 'select 0 as n' : `select ${n}`)).join(' union all ')})`
    expect(write('{{date_spine "2026-01-01" "2026-01-08"}}')).toBe(
      `select cast(dateadd(day, d0.n, cast('2026-01-01' as date)) as date) as date_day from ${digits} as d0 where d0.n < 7`,
    )
    expect(write('{{date_spine "2024-01-01" "2026-01-01" "month"}}')).toBe(
      `select cast(dateadd(month, d0.n + d1.n * 10, cast('2024-01-01' as date)) as date) as date_month` +
        ` from ${digits} as d0 cross join ${digits} as d1 where d0.n + d1.n * 10 < 24`,
    )
  })

  test.each([
    [
      '{{date_spine "2026-01-02" "2026-01-02"}}',
      '1:27 template/invalid-argument The end of a date spine comes after its start.',
    ],
    [
      '{{date_spine "1000-01-01" "2026-01-02"}}',
      '1:27 template/invalid-argument A date spine has at most 100000 rows.',
    ],
  ])('%s', (template, expected) => {
    expect(wrong(template)).toEqual([`models/m.sql:${expected}`])
  })
})
