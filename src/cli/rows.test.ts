import { describe, expect, test } from 'vitest'
import type { QueryResult, Value } from '../engines/engine.ts'
import { rowsAsCsv, rowsAsJson, rowsAsTable } from './rows.ts'

const one = (type: string, value: Value): QueryResult => ({ columns: [{ name: 'c', type }], rows: [[value]] })

describe('rowsAsJson', () => {
  test.each([
    ['BIGINT', '9007199254740993', '9007199254740993'],
    ['DECIMAL(18,2)', '-12.50', '-12.50'],
    ['HUGEINT', '170141183460469231731687303715884105727', '170141183460469231731687303715884105727'],
    ['INTEGER', 3, '3'],
    ['DOUBLE', 0.1, '0.1'],
    ['DOUBLE', 'NaN', '"NaN"'],
    ['VARCHAR', '12.50', '"12.50"'],
    ['VARCHAR', 'a "b"\n', '"a \\"b\\"\\n"'],
    ['BIGINT', null, 'null'],
    ['BOOLEAN', true, 'true'],
    ['TIMESTAMP', '2026-01-02T03:04:05.123456', '"2026-01-02T03:04:05.123456"'],
    ['BIGINT[]', ['1'], '["1"]'],
    ['STRUCT(a INTEGER)', { a: 1 }, '{"a":1}'],
  ])('%s %j', (type, value, written) => {
    expect(rowsAsJson(one(type, value))).toBe(`[\n  {"c": ${written}}\n]\n`)
  })

  test('no rows are an empty array', () => {
    expect(rowsAsJson({ columns: [{ name: 'c', type: 'INTEGER' }], rows: [] })).toBe('[]\n')
  })
})

describe('rowsAsCsv', () => {
  test.each<[Value, string]>([
    ['plain', 'plain'],
    ['a,b', '"a,b"'],
    ['say "x"', '"say ""x"""'],
    ['two\nlines', '"two\nlines"'],
    ['', '""'],
    [null, ''],
    [[1, 2], '"[1,2]"'],
  ])('%j', (value, written) => {
    expect(rowsAsCsv(one('VARCHAR', value))).toBe(`c\r\n${written}\r\n`)
  })
})

test('rowsAsTable: numbers to the right, wide letters counted as two, line breaks shown', () => {
  const table = rowsAsTable({
    columns: [
      { name: 'city', type: 'VARCHAR' },
      { name: 'people', type: 'BIGINT' },
    ],
    rows: [
      ['東京', '14000000'],
      ['New\nYork', null],
    ],
  })
  expect(table).toBe(
    ['city         people', '─────────  ────────', '東京       14000000', 'New\\nYork      NULL', ''].join('\n'),
  )
})
