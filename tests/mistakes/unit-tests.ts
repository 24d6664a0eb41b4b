import type { Edit, Mistake, Mistakes } from './mistake.ts'

/** A unit test with a mistake in it. */
function unit(keys: string, code: string, fix: string, says = '', more: readonly Edit[] = []): Mistake {
  const yaml = `unit_tests:\n  - name: sums\n${keys.replace(/^/gm, '    ')}\n`
  return { edits: [...more, ['models/units.yml', '', yaml]], code, fix, says }
}

const revenue = "{input: ref('revenue'), rows: [{month: 2026-01-01, revenue: 3.50}]}"
const expected = 'expect: {rows: [{revenue: 3.50}]}'
const monthly = `model: monthly\n${expected}\n`
const csv = (rows: string) =>
  `${monthly}given:\n  - input: ref('revenue')\n    format: csv\n    rows: |\n${rows.replace(/^/gm, '      ')}`

/** Mistakes of unit tests. */
export const unitTestMistakes: Mistakes = {
  'a unit test of no model': unit(`model: «montly»\n${expected}`, 'unit_test/unknown-model', 'Did you mean "monthly"?'),
  'a unit test of a seed': unit(`model: «countries»\n${expected}`, 'unit_test/kind', 'for models', 'which is a seed'),
  'two unit tests of one name': {
    edits: [
      [
        'models/units.yml',
        '',
        `unit_tests:
  - {name: sums, model: monthly, given: [${revenue}], ${expected}}
  - {name: «sums», model: monthly, given: [${revenue}], ${expected}}
`,
      ],
    ],
    code: 'unit_test/duplicate',
    says: 'a second unit test called "sums"',
    fix: 'another name',
  },
  'an input that is no reference': unit(
    `${monthly}given: [${revenue}, {input: «revenue», rows: []}]`,
    'unit_test/input',
    "ref('orders')",
  ),
  'an input that is no model': unit(
    `${monthly}given: [${revenue}, {input: «ref('revenues')», rows: []}]`,
    'ref/unknown',
    'Did you mean "revenue"',
  ),
  'an input that the model does not read': unit(
    `${monthly}given: [${revenue}, {input: «ref('orders')», rows: []}]`,
    'unit_test/input-not-read',
    "It reads ref('revenue').",
  ),
  'an input twice': unit(
    `${monthly}given: [${revenue}, {input: «"ref('revenue')"», rows: []}]`,
    'unit_test/input-twice',
    'under one of them',
  ),
  'an input that is missing': {
    edits: [['models/units.yml', '', `unit_tests:\n  - name: «sums»\n    model: monthly\n    ${expected}\n`]],
    code: 'unit_test/input-missing',
    fix: "{input: ref('revenue'), rows: []}",
  },
  'a table of its own that is missing': {
    edits: [
      [
        'models/reports/monthly.sql',
        '',
        `{{config materialized="incremental" strategy="append"}}
select month, revenue from {{ref "revenue"}} {{#if (is_incremental)}}where month > (select max(month) from {{this}}){{/if}}
`,
      ],
      [
        'models/units.yml',
        '',
        `unit_tests:
  - name: «sums»
    model: monthly
    overrides: {macros: {is_incremental: true}}
    given: [${revenue}]
    ${expected}
`,
      ],
    ],
    code: 'unit_test/input-missing',
    says: '"monthly" reads this',
    fix: '{input: this, rows: []}',
  },
  'rows from before of a view': unit(
    `${monthly}given: [${revenue}, {input: «this», rows: []}]`,
    'unit_test/this',
    'incremental and scd2',
  ),
  'a given column with a typo': unit(
    `${monthly}given: [{input: ref('revenue'), rows: [{mont: 1}]}]`.replace('mont:', '«mont»:'),
    'unit_test/unknown-column',
    'Did you mean "month"?',
  ),
  'an expected column with a typo': unit(
    `model: monthly\ngiven: [${revenue}]\nexpect: {rows: [{«revenu»: 1}]}`,
    'unit_test/unknown-column',
    'Did you mean "revenue"?',
  ),
  'a column of CSV with a typo': unit(csv('month,«revenus»\n2026-01-01,1'), 'unit_test/unknown-column', 'Did you mean'),
  'a line of CSV that is too long': unit(
    csv('month,revenue\n«2026-01-01,1,2»'),
    'unit_test/csv',
    'first line',
    '3 values',
  ),
  'a column of CSV twice': unit(csv('month,«month»\n1,1'), 'unit_test/csv', 'first line', 'two columns'),
  'CSV without rows': unit(
    `${monthly}given: [«{input: ref('revenue'), format: csv}»]`,
    'unit_test/no-rows',
    'under "fixture"',
  ),
  'no rows of a source whose columns nobody declares': {
    edits: [
      [
        'models/more.yml',
        '',
        'sources: [{name: more, config: {location: more}, tables: [{name: things, config: {primary_key: [id]}}]}]',
      ],
      ['models/staging/stg_things.sql', '', 'select id from {{source "more" "things"}}'],
      [
        'models/units.yml',
        '',
        `unit_tests:
  - {name: things, model: stg_things, given: [{input: «"source('more', 'things')"», rows: []}], expect: {rows: []}}
`,
      ],
    ],
    code: 'unit_test/no-columns',
    fix: 'Declare its columns',
  },
  'a fixture that is not there': unit(
    `${monthly}given: [{input: ref('revenue'), format: csv, fixture: «revenu»}]`,
    'unit_test/no-fixture',
    'Did you mean "revenue"?',
    'tests/fixtures',
    [['tests/fixtures/revenue.csv', '', 'month,revenue\n2026-01-01,1\n']],
  ),
  'rows in a file and beside it': unit(
    `${monthly}given: [{input: ref('revenue'), fixture: «revenue», rows: []}]`,
    'config/one-of-two',
    'Remove one',
  ),
  'rows that are read from a table': unit(
    `${monthly}given: [{input: ref('revenue'), format: sql, rows: select revenue from «reports.revenue»}]`,
    'unit_test/reads-table',
    'Write the values out',
  ),
  'rows in SQL with a mistake': unit(
    `${monthly}given: [{input: ref('revenue'), format: sql, rows: "select 1 as revenue «form» reports.revenue"}]`,
    'sql/syntax',
    '',
  ),
  'an override of no macro': unit(
    `${monthly}given: [${revenue}]\noverrides: {macros: {«cent»: 1}}`,
    'unit_test/unknown-macro',
    'Did you mean "cents"?',
  ),
  'an override of a macro that is no text': unit(
    `${monthly}given: [${revenue}]\noverrides: {macros: {cents: «[1, 2]»}}`,
    'config/wrong-type',
    '',
    'expected text',
  ),
  'an override that is neither true nor false': unit(
    `${monthly}given: [${revenue}]\noverrides: {macros: {is_incremental: «"maybe"»}}`,
    'unit_test/not-boolean',
    'true or false',
  ),
  'versions as rows from before': {
    edits: [
      [
        'models/staging/stg_changes.sql',
        '',
        '{{config keep="all"}}\nselect id as customer_id, name, country from {{source "shop" "customers"}}',
      ],
      [
        'models/core/versions.sql',
        '',
        '{{config materialized="scd2" unique_key="customer_id"}}\nselect customer_id, name from {{ref "stg_changes"}}',
      ],
      [
        'models/units.yml',
        '',
        `unit_tests:
  - name: versions
    model: versions
    given: [{input: ref('stg_changes'), rows: []}, {input: «this», rows: [{customer_id: 1}]}]
    expect: {rows: []}
`,
      ],
    ],
    code: 'unit_test/versions-given',
    fix: 'rows: []',
  },
}
