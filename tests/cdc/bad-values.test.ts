import { expect, test } from 'vitest'
import { problemsOf, rows } from '../support/quarantine.ts'
import { newWorkshopOn, workshopLayouts } from '../support/truth/new-workshop.ts'
import { onlyModels } from '../support/truth/project.ts'
import type { Workshop } from '../support/truth/workshop.ts'

const sources = `version: 2
sources:
  - name: shop
    config: {location: raw, mode: cdc, format: csv, op: op, change_seq: seq, commit_ts: ts}
    tables:
      - name: sales
        config: {primary_key: id}
        columns:
          - {name: id, data_type: integer}
          - {name: amount, data_type: "decimal(8, 2)"}
          - {name: "sold on", data_type: date}
          - {name: note, data_type: varchar(20)}
`

const rules = `version: 2
models:
  - name: stg_sales
    config: {quality: {on_failure: quarantine}}
    data_tests: [declared_types]
    columns: [{name: note, data_tests: [{accepted_values: {name: known_note, arguments: {values: [a, b]}}}]}]
  - name: big_sales
    data_tests: [{declared_types: {name: typed, config: {on_failure: quarantine}}}]
  - name: sale_log
    data_tests: [{declared_types: {name: logged, config: {on_failure: quarantine}}}]
`

const files = {
  ...onlyModels(),
  'seeds/countries.csv': null,
  'models/sources.yml': sources,
  'models/rules.yml': rules,
  'models/staging/stg_sales.sql': 'select id, amount, `sold on` as sold_on, note from {{source "shop" "sales"}}\n',
  'models/staging/big_sales.sql': 'select * from {{source "shop" "sales"}} where amount > 5\n',
  'models/staging/sale_log.sql':
    '{{config keep="all"}}\nselect id, amount from {{source "shop" "sales"}} where amount > 5\n',
  'models/core/sales.sql': '{{config unique_key="id"}}\nselect * from {{ref "stg_sales"}}\n',
  'models/core/big.sql': '{{config unique_key="id" on_delete="soft"}}\nselect id, amount from {{ref "big_sales"}}\n',
  'models/core/log.sql': '{{config strategy="append"}}\nselect id, amount from {{ref "sale_log"}}\n',
}

const withoutLog = {
  'models/staging/sale_log.sql': null,
  'models/core/log.sql': null,
  'models/rules.yml': rules.slice(0, rules.indexOf('  - name: sale_log')),
}

function deliver(workshop: Workshop, name: string, lines: readonly string[]): void {
  workshop.write({ [`raw/shop/sales/${name}.csv`]: `${['op,seq,ts,id,amount,sold on,note', ...lines].join('\n')}\n` })
}

const aside = (workshop: Workshop, name: string) =>
  rows(workshop, `select id, amount, _reason from staging.${name}__quarantine`)

test.each(workshopLayouts)(
  'changes with values of other types are set aside, on %s',
  { timeout: 300_000 },
  async (layout) => {
    // A log is one more for Spark to build, and the same there.
    const hasLog = layout === 'duckdb'
    const workshop = await newWorkshopOn(layout, hasLog ? files : { ...files, ...withoutLog })
    deliver(workshop, 'LOAD00000001', [
      'I,0,2026-01-05 10:00:00,1,10.00,2026-01-01,a',
      "I,0,2026-01-05 10:00:00,2,it's,2026-01-01,x",
      'I,0,2026-01-05 10:00:00,3,30.00,soon,b',
      'I,0,2026-01-05 10:00:00,4,,,a',
    ])
    const first = await workshop.build()
    expect(problemsOf(first)).toEqual([])
    expect(first.results.find(({ node }) => node.includes('declared_types'))).toMatchObject({
      status: 'warn',
      failures: 2,
      message: 'Set 2 rows aside in staging.stg_sales__quarantine',
    })
    expect(await rows(workshop, 'select id, amount, note from core.sales')).toEqual(['1 10.00 a', '4 - a'])
    expect(await aside(workshop, 'stg_sales')).toEqual([
      "2 - declared_types_stg_sales (amount = 'it's'), known_note",
      "3 30.00 declared_types_stg_sales (sold on = 'soon')",
    ])
    expect(await workshop.quarantined()).toContain('stg_sales 1 declared_types_stg_sales, known_note')
    // What the query leaves out for want of the value is set aside nevertheless.
    expect(await aside(workshop, 'big_sales')).toEqual([
      "2 - typed (amount = 'it's')",
      "3 30.00 typed (sold on = 'soon')",
    ])
    if (hasLog)
      expect(await aside(workshop, 'sale_log')).toEqual([
        "- - logged (amount = 'it's')",
        "3 30.00 logged (sold on = 'soon')",
      ])

    // The old row stays, and a deletion is always applied.
    deliver(workshop, '20260106-100000000', [
      'U,1,2026-01-06 10:00:00,1,much,2026-01-01,a',
      'U,2,2026-01-06 10:00:01,3,31.00,2026-01-02,b',
      'D,3,2026-01-06 10:00:02,4,none,,',
      'I,4,2026-01-06 10:00:03,five,50.00,2026-01-02,a',
    ])
    expect(problemsOf(await workshop.build())).toEqual([])
    expect(await rows(workshop, 'select id, amount from core.sales')).toEqual(['1 10.00', '3 31.00'])
    expect(await rows(workshop, 'select id, amount from core.big where _deleted_at is null')).toEqual([
      '1 10.00',
      '3 31.00',
    ])
    if (hasLog) expect(await rows(workshop, 'select id, amount from core.log')).toEqual(['1 10.00', '3 31.00'])
    expect(await aside(workshop, 'stg_sales')).toEqual([
      "- 50.00 declared_types_stg_sales (id = 'five')",
      "1 - declared_types_stg_sales (amount = 'much')",
      "2 - declared_types_stg_sales (amount = 'it's'), known_note",
    ])
    expect(await workshop.steps()).toEqual([])

    for (const sets of ['amount = 20.00, nothing = 1', "_change_id = '1'"])
      await expect(workshop.release('stg_sales', { where: 'id = 2' }, { sets })).rejects.toThrow(
        'does not take the values',
      )
    expect((await aside(workshop, 'stg_sales')).length).toBe(3)
    // The key is in the file.
    for (const sets of [null, 'id = 5'])
      await expect(workshop.release('stg_sales', 'all', { sets })).rejects.toThrow(/no key in "stg_sales"|of the key/)
    const sets = "amount = 20.00, note = 'b'"
    expect(await workshop.release('stg_sales', { where: 'id = 2' }, { sets })).toMatchObject({ rows: 1, left: 0 })
    const sales = ['1 10.00 a', '2 20.00 b', '3 31.00 b']
    expect(await rows(workshop, 'select id, amount, note from core.sales')).toEqual(sales)
    expect(problemsOf(await workshop.build({ fullRefresh: true }))).toEqual([])
    expect(await rows(workshop, 'select id, amount, note from core.sales')).toEqual(sales)
    expect((await aside(workshop, 'stg_sales')).length).toBe(2)
  },
)
