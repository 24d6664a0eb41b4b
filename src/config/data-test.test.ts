import { describe, expect, test } from 'vitest'
import { diagnosticLines } from '../../tests/support/diagnostic-lines.ts'
import { readProperties } from './properties.ts'
import { plainValue } from './value.ts'

function readTest(item: string) {
  const text = `models:\n  - name: m\n    data_tests:\n      - ${item}\n`
  const { properties, diagnostics } = readProperties({ path: 'a.yml', text })
  expect(diagnosticLines(diagnostics)).toEqual([])
  const [found] = properties.models[0]?.dataTests ?? []
  const args = Object.fromEntries(found?.args.map(({ key, value }) => [key, plainValue(value)]) ?? [])
  return { test: found?.test.value, name: found?.name?.value, args, config: found?.config }
}

describe('the forms of a data test', () => {
  test.each([
    ['unique', { test: 'unique', args: {} }],
    ['unique:', { test: 'unique', args: {} }],
    ['{accepted_values: {values: [a, 1]}}', { test: 'accepted_values', args: { values: ['a', 1] } }],
    ['accepted_values: {arguments: {values: [a]}}', { test: 'accepted_values', args: { values: ['a'] } }],
    ['shop.positive: {name: n}', { test: 'shop.positive', name: 'n', args: {} }],
    ['{name: n, test_name: unique, column_name: id}', { test: 'unique', name: 'n', args: {} }],
    ['unique: {severity: WARN}', { test: 'unique', config: { severity: 'warn' } }],
    [
      'unique: {config: {severity: error, limit: 5, scope: table}}',
      { config: { severity: 'error', limit: 5, scope: 'table' } },
    ],
    ['unique: {config: {warn_if: ">10", error_if: "between 1 and 5"}}', { config: { warnIf: { value: '>10' } } }],
    [
      'unique: {config: {tags: a, meta: {b: 1}, enabled: false}}',
      { config: { tags: ['a'], meta: { b: 1 }, enabled: false } },
    ],
  ])('%s', (item, expected) => {
    expect(readTest(item)).toMatchObject(expected)
  })

  test('a condition leads to the file', () => {
    const where = readTest('unique: {config: {where: "x = 1"}}').config?.where?.value
    const span = where?.originOf(0, 5)?.span
    expect(span?.file.text.slice(span.start, span.end)).toBe('x = 1')
  })
})
