import { describe, expect, test } from 'vitest'
import { diagnosticLines } from '../../tests/support/diagnostic-lines.ts'
import { readProperties } from './properties.ts'

function tableOf(source: string, table: string) {
  const text = `sources:\n  - name: shop\n    config: ${source}\n    tables:\n      - name: orders\n        config: ${table}\n`
  const { properties, diagnostics } = readProperties({ path: 'models/sources.yml', text })
  expect(diagnosticLines(diagnostics).filter((line) => !line.includes('config/not-built-yet'))).toEqual([])
  return properties.sources[0]?.tables[0]
}

describe('a table of a source', () => {
  test('has defaults', () => {
    expect(tableOf('{}', '{}')?.config).toMatchObject({
      location: null,
      schema: 'shop',
      mode: 'cdc',
      format: 'parquet',
      op: { value: 'Op' },
      orderBy: [{ value: 'change_seq' }, { value: 'commit_ts' }],
      drift: { newColumn: 'append', changedType: 'widen', missingColumn: 'fill_null' },
      csv: { header: true, delimiter: ',', null: '' },
      batch: { maxFiles: null, maxBytes: null },
    })
  })

  test.each([
    ['{schema: a}', '{}', { schema: 'a' }],
    ['{schema: a}', '{schema: b}', { schema: 'b' }],
    [
      '{drift: {new_column: fail}}',
      '{drift: {changed_type: fail}}',
      { drift: { newColumn: 'fail', changedType: 'fail' } },
    ],
    [
      '{csv: {header: false, null: "NA"}}',
      '{csv: {delimiter: ";"}}',
      { csv: { header: false, null: 'NA', delimiter: ';' } },
    ],
    ['{op: none}', '{}', { op: null }],
    ['{op: none}', '{op: Operation}', { op: { value: 'Operation' } }],
    ['{freshness: {warn_after: {count: 1, period: day}}}', '{freshness: null}', { freshness: null }],
    ['{load_settle: 15 minutes}', '{}', { loadSettleSeconds: 900 }],
    ['{location: ./seeds/cdc/}', '{}', { location: { value: 'seeds/cdc' } }],
    ['{drift: {missing_column: fail}}', '{drift: {missing_column: null}}', { drift: { missingColumn: 'fill_null' } }],
    ['{commit_ts: ts}', '{order_by: [change_seq, commit_ts]}', { orderBy: [{ value: 'change_seq' }, { value: 'ts' }] }],
    ['{change_seq: seq}', '{order_by: [seq]}', { orderBy: [{ value: 'seq' }] }],
    ['{primary_key: id, mode: cdc}', '{}', { primaryKey: [{ value: 'id' }] }],
  ])('%s with %s', (source, table, expected) => {
    expect(tableOf(source, table)?.config).toMatchObject(expected)
  })

  test('reads what older projects write beside the configuration', () => {
    const text = `sources:
  - name: shop
    schema: sales
    tags: [a]
    tables:
      - name: orders
        loaded_at_field: modified_at
        freshness: {error_after: {count: 2, period: hour}}
        tags: b
        meta: {owner: ada}
        tests: [unique]
`
    const { properties, diagnostics } = readProperties({ path: 'models/sources.yml', text })
    expect(diagnosticLines(diagnostics)).toEqual([])
    expect(properties.sources[0]?.tables[0]).toMatchObject({
      tags: ['a', 'b'],
      meta: { owner: 'ada' },
      dataTests: [{ test: { value: 'unique' } }],
      config: { schema: 'sales', loadedAtField: { value: 'modified_at' }, freshness: { errorAfter: { count: 2 } } },
    })
  })
})
