import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runUnitTests } from '../../tests/support/unit-tests.ts'

const orders = `sources:
  - name: shop
    config: {location: raw, mode: cdc}
    tables:
      - name: orders
        config: {primary_key: [order_id]}
        columns:
          - {name: order_id, data_type: bigint}
          - {name: quantity, data_type: integer}
          - {name: price, data_type: "decimal(10, 2)"}
          - {name: placed_at, data_type: timestamp}
          - {name: placed_on, data_type: date}
          - {name: is_paid, data_type: boolean}
          - {name: note, data_type: varchar(50)}
`

/** A staging model in Spark SQL over orders, and its unit tests. */
function staged(select: string, tests: string) {
  return {
    'models/sources.yml': orders,
    'models/stg.sql': `{{config engine="spark" materialized="staging"}}\nselect order_id, ${select} from {{source "shop" "orders"}}\n`,
    'models/tests.yml': `unit_tests:\n${tests}`,
  }
}

const given = (rows: string) => `given: [{input: "source('shop', 'orders')", rows: ${rows}}]`

test('values are of the declared types, keep their digits, and are NULL where nothing is written', async () => {
  const all = 'quantity, price, placed_at, placed_on, is_paid, note'
  const row =
    '{order_id: 1, price: 3.50, placed_at: 2026-01-02 03:04:05, placed_on: 2026-01-02, is_paid: true, note: "x"}'
  const tests = [
    `{name: same, model: stg, ${given(`[${row}]`)}, expect: {rows: [${row}]}}`,
    `{name: scale, model: stg, ${given(`[${row}]`)}, expect: {rows: [{price: 3.5}]}}`,
    `{name: no_rounding, model: stg, ${given(`[${row}]`)}, expect: {rows: [{price: 3.499}]}}`,
    `{name: nothing, model: stg, ${given(`[${row}]`)}, expect: {rows: [{order_id: 1, quantity: null}]}}`,
    `{name: times, model: stg, ${given(`[${row}]`)}, expect: {rows: [{placed_at: "2026-01-02T03:04:05.000", is_paid: "true"}]}}`,
    `{name: text, model: stg, ${given('[{order_id: 1, note: 007}]')}, expect: {rows: [{note: "007"}]}}`,
  ]
  const found = await runUnitTests(staged(all, tests.map((line) => `  - ${line}\n`).join('')))
  expect(found.no_rounding).toContain('3.499')
  expect({ ...found, no_rounding: '' }).toEqual({
    same: 'pass',
    scale: 'pass',
    no_rounding: '',
    nothing: 'pass',
    times: 'pass',
    text: 'pass',
  })
})

test('a query means what it means on its own engine', async () => {
  const spark = staged(
    "quantity / 2 as half, concat(note, '!') as loud, array(quantity, 1) as list, named_struct('q', quantity) as nested",
    `  - name: spark
    model: stg
    ${given('[{order_id: 1, quantity: 3}, {order_id: 2, quantity: 2, note: a}]')}
    expect:
      rows:
        - {order_id: 1, half: 1.5, loud: null, list: [3, 1], nested: {q: 3}}
        - {order_id: 2, half: 1, loud: a!, list: [2, 1], nested: {q: 2}}
`,
  )
  const redshift = {
    'models/base.sql':
      '{{config materialized="table"}}\nselect 1 as id, 3 as quantity, cast(null as char(4)) as code\n',
    'models/halves.sql':
      '{{config materialized="table"}}\nselect id, quantity / 2 as half, code || id as both, len(code) as length from {{ref "base"}}\n',
    'models/more.yml': `unit_tests:
  - name: redshift
    model: halves
    given: [{input: ref('base'), rows: [{id: 1, quantity: 3}, {id: 2, quantity: -3, code: "a  "}]}]
    expect: {rows: [{id: 1, half: 1, both: null}, {id: 2, half: -1, both: a2, length: 1}]}
`,
  }
  expect(await runUnitTests({ ...spark, ...redshift })).toEqual({ spark: 'pass', redshift: 'pass' })
})

test("Redshift's semi-structured values, and its instants", async () => {
  const found = await runUnitTests({
    'models/base.sql': `{{config materialized="table"}}
select 1 as id, json_parse('{"a":1}') as doc, cast('2026-01-01' as timestamptz) as at, cast(1.5 as float8) as f
`,
    'models/docs.sql':
      '{{config materialized="view"}}\nselect id, doc.a as a, doc, at, f * 2 as f from {{ref "base"}}\n',
    'models/tests.yml': `unit_tests:
  - name: nested
    model: docs
    given:
      - input: ref('base')
        rows: [{id: 1, doc: {b: 2, a: [1, "x"]}, at: 2026-01-01 10:00:00+02:00, f: 0.1}, {id: 2, doc: hello}]
    expect:
      rows: [{id: 1, a: [1, x], doc: {a: [1, x], b: 2}, at: "2026-01-01 08:00:00Z", f: 0.2}, {id: 2, doc: hello}]
`,
  })
  expect(found).toEqual({ nested: 'pass' })
})

test('a deletion is no row that a query sees', async () => {
  const tests = `  - name: deleted
    model: stg
    ${given('[{order_id: 1, _op: D}, {order_id: 2, _op: U}, {order_id: 3}]')}
    expect: {rows: [{order_id: 2}, {order_id: 3}]}
`
  expect(await runUnitTests(staged('note', tests))).toEqual({ deleted: 'pass' })
})

test('where the profile has other engines, what DuckDB cannot say is an error of the unit test alone', async () => {
  const found = await runUnitTests({
    'profiles/local.yml':
      'engines: {spark: {type: spark}, redshift: {type: postgres, host: h, database: d, user: u, password: p}}\n',
    'models/base.sql': '{{config materialized="table"}}\nselect 3 as id\n',
    'models/halves.sql': '{{config materialized="table"}}\nselect id / 2 as half from {{ref "base"}}\n',
    'models/own.sql': '{{config materialized="table"}}\nselect my_function(id) as own from {{ref "base"}}\n',
    'models/tests.yml': `unit_tests:
  - {name: half, model: halves, given: [{input: ref('base'), rows: [{id: 3}]}], expect: {rows: [{half: 1}]}}
  - {name: own, model: own, given: [{input: ref('base'), rows: [{id: 3}]}], expect: {rows: [{own: 1}]}}
`,
  })
  expect(found.own).toContain('models/own.sql:2:8  error dialect/unknown-function')
  expect(found.half).toBe('pass')
})

test('rows are written as maps, as CSV or as SQL, here or in a file', async () => {
  const files = staged(
    'quantity, note',
    `  - name: csv
    model: stg
    given:
      - input: source('shop', 'orders')
        format: csv
        rows: |
          order_id,quantity,note
          1,2,"a ""b"", c"
          2,,
          3,4,""
    expect:
      format: sql
      rows: |
        select 1 as order_id, 2 as quantity, 'a "b", c' as note
        union all select 2, null, null
        union all select {{var "third"}}, 4, ''
  - name: files
    model: stg
    given: [{input: "source('shop', 'orders')", format: csv, fixture: two_orders}]
    expect: {format: sql, fixture: two_expected}
  - name: again
    model: stg
    given: [{input: "source('shop', 'orders')", format: sql, fixture: two_expected}]
    expect: {format: csv, fixture: two_orders}
`,
  )
  const found = await runUnitTests({
    ...files,
    'project.yml': 'name: shop\ntarget: local\nvars: {third: 3}\n',
    'tests/fixtures/two_orders.csv': 'order_id,quantity\r\n1,2\r\n2,\r\n',
    'tests/fixtures/two_expected.sql': 'select 2 as order_id, cast(null as int) as quantity union all select 1, 2\n',
  })
  expect(found).toEqual({ csv: 'pass', files: 'pass', again: 'pass' })
})

test('variables, the environment, macros, helpers and is_incremental can be overridden', async () => {
  const found = await runUnitTests({
    'project.yml': 'name: shop\ntarget: local\nvars: {rate: 1}\n',
    'macros/m.hbs': '{{#macro "cents" as |column|}}{{column}} * 100{{/macro}}\n',
    'models/base.sql': '{{config materialized="table"}}\nselect 1 as id, 2 as amount\n',
    'models/a.sql': `{{config materialized="incremental" strategy="append"}}
select id, amount * {{var "rate"}} as rated, {{cents "amount"}} as cents, '{{env_var "REGION" "eu"}}' as region
from {{ref "base"}}
{{#if (is_incremental)}}where id > (select max(id) from {{this}}){{/if}}
`,
    'models/tests.yml': `unit_tests:
  - name: plain
    model: a
    given: [{input: ref('base'), rows: [{id: 1, amount: 2}]}]
    expect: {rows: [{id: 1, rated: 2, cents: 200, region: eu}]}
  - name: overridden
    model: a
    overrides: {vars: {rate: 3}, env_vars: {REGION: us}, macros: {cents: "7"}}
    given: [{input: ref('base'), rows: [{id: 1, amount: 2}]}]
    expect: {rows: [{id: 1, rated: 6, cents: 7, region: us}]}
  - name: what_is_added
    model: a
    overrides: {macros: {is_incremental: true}}
    given:
      - {input: ref('base'), rows: [{id: 1, amount: 2}, {id: 2, amount: 2}]}
      - {input: this, rows: [{id: 1}]}
    expect: {rows: [{id: 2}]}
`,
  })
  expect(found).toEqual({ plain: 'pass', overridden: 'pass', what_is_added: 'pass' })
})

test('ephemeral models are part of the query, or given; seeds have the rows of their file', async () => {
  const root = mkdtempSync(join(tmpdir(), 'unit-tests-'))
  mkdirSync(join(root, 'seeds'))
  const countries = 'code,name\nNL,Netherlands\nDE,Germany\n'
  writeFileSync(join(root, 'seeds/countries.csv'), countries)
  const found = await runUnitTests(
    {
      'seeds/countries.csv': countries,
      'models/base.sql': '{{config materialized="table"}}\nselect 1 as id, cast(\'NL\' as varchar(2)) as code\n',
      'models/upper_codes.sql':
        '{{config materialized="ephemeral"}}\nselect id, upper(code) as code from {{ref "base"}}\n',
      'models/named.sql':
        '{{config materialized="view"}}\nwith c as (select * from {{ref "countries"}})\nselect u.id, c.name from {{ref "upper_codes"}} u left join c on c.code = u.code\n',
      'models/tests.yml': `unit_tests:
  - name: through
    model: named
    given: [{input: ref('base'), rows: [{id: 1, code: nl}]}]
    expect: {rows: [{id: 1, name: Netherlands}]}
  - name: instead
    model: named
    given: [{input: ref('upper_codes'), rows: [{id: 1, code: nl}, {id: 2, code: DE}]}]
    expect: {rows: [{id: 1, name: null}, {id: 2, name: Germany}]}
  - name: other_seed
    model: named
    given:
      - {input: ref('base'), rows: [{id: 1, code: nl}]}
      - {input: ref('countries'), rows: [{code: NL, name: Holland}]}
    expect: {rows: [{id: 1, name: Holland}]}
  - name: of_itself
    model: upper_codes
    given: [{input: ref('base'), rows: [{id: 1, code: nl}]}]
    expect: {rows: [{code: NL}]}
`,
    },
    root,
  )
  expect(found).toEqual({ through: 'pass', instead: 'pass', other_seed: 'pass', of_itself: 'pass' })
})

test('a failure shows rows side by side', async () => {
  const rows =
    '[{order_id: 1, quantity: 1, note: same}, {order_id: 2, quantity: 2, note: ""}, {order_id: 3, quantity: 3}]'
  const found = await runUnitTests(
    staged(
      'quantity * 2 as doubled, note',
      `  - name: differs
    model: stg
    ${given(rows)}
    expect:
      rows:
        - {order_id: 1, doubled: 2, note: same}
        - {order_id: 2, doubled: 5, note: null}
        - {order_id: 9, doubled: 9, note: gone}
  - name: nothing
    model: stg
    ${given('[{order_id: 1}]')}
    expect: {rows: []}
`,
    ),
  )
  expect(found.differs).toMatchInlineSnapshot(`
    "The rows differ from those expected: 1 changed, 1 missing, 1 unexpected, 1 as expected.
       order_id  doubled  note
    ─  ────────  ───────  ─────────
    →  2         5 → 4    NULL → ""
    -  9         9        gone
    +  3         6        NULL
    (- expected, + not expected, → from what was expected to what it is)"
  `)
  expect(found.nothing).toMatchInlineSnapshot(`
    "The rows differ from those expected: 1 unexpected, 0 as expected.
       order_id  doubled  note
    ─  ────────  ───────  ────
    +  1         NULL     NULL
    (- expected, + not expected, → from what was expected to what it is)"
  `)
})

test('a value that is none of its type is shown at its place, and so is what an engine says', async () => {
  const found = await runUnitTests({
    ...staged(
      'placed_on',
      `  - name: given
    model: stg
    ${given('[{order_id: 1, placed_on: soon}]')}
    expect: {rows: [{order_id: 1}]}
  - name: expected
    model: stg
    ${given('[{order_id: 1, placed_on: 2026-01-01}]')}
    expect: {rows: [{placed_on: 2026-13-01}]}
`,
    ),
    'models/texts.sql': '{{config materialized="table"}}\nselect \'1\' as text\n',
    'models/numbers.sql': '{{config materialized="table"}}\nselect cast(text as int) as number\nfrom {{ref "texts"}}\n',
    'models/more.yml': `unit_tests:
  - {name: engine, model: numbers, given: [{input: ref('texts'), rows: [{text: many}]}], expect: {rows: [{number: 1}]}}
`,
  })
  expect(found).toMatchInlineSnapshot(`
    {
      "engine": "models/more.yml:2:12  error engine/failed  "engine" failed: Invalid Input Error: invalid input syntax for integer: "many"
      1 | unit_tests:
      2 |   - {name: engine, model: numbers, given: [{input: ref('texts'), rows: [{text: many}]}], expect: {rows: [{number: 1}]}}
        |            ^^^^^^
      See docs/errors.md#engine-failed",
      "expected": "models/tests.yml:9:33  error unit_test/value  "2026-13-01" cannot be read as date, which is the type of "placed_on".
       8 |     given: [{input: "source('shop', 'orders')", rows: [{order_id: 1, placed_on: 2026-01-01}]}]
       9 |     expect: {rows: [{placed_on: 2026-13-01}]}
         |                                 ^^^^^^^^^^
      Times are written 2026-01-02 03:04:05, nested values as YAML or JSON, binary ones in hexadecimal. See docs/errors.md#unit_test-value",
      "given": "models/tests.yml:4:81  error unit_test/value  "soon" cannot be read as date, which is the type of "placed_on".
      3 |     model: stg
      4 |     given: [{input: "source('shop', 'orders')", rows: [{order_id: 1, placed_on: soon}]}]
        |                                                                                 ^^^^
      5 |     expect: {rows: [{order_id: 1}]}
      Times are written 2026-01-02 03:04:05, nested values as YAML or JSON, binary ones in hexadecimal. See docs/errors.md#unit_test-value",
    }
  `)
})
