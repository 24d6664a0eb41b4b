import { describe, expect, test } from 'vitest'
import { diagnosticLines } from '../../tests/support/diagnostic-lines.ts'
import { readModelConfig } from '../config/model-config.ts'
import { readSeedHeader } from './seed-header.ts'

const { config } = readModelConfig([], { kind: 'seed', name: 's' })

function read(text: string, delimiter = ',') {
  const { columns, diagnostics } = readSeedHeader('s', { path: 'seeds/s.csv', text }, { ...config, delimiter })
  return { columns: columns.map(({ name, type }) => `${name} ${type}`), problems: diagnosticLines(diagnostics) }
}

describe('types', () => {
  test.each([
    ['1', 'bigint'],
    ['-12', 'bigint'],
    ['007', 'varchar'],
    ['123456789012345678', 'bigint'],
    ['1234567890123456789', 'decimal(38,0)'],
    ['1.50', 'decimal(38,2)'],
    ['1.5e3', 'varchar'],
    ['true', 'boolean'],
    ['False', 'boolean'],
    ['t', 'varchar'],
    ['2026-01-31', 'date'],
    ['2026-01-31 12:00', 'timestamp'],
    ['2026-01-31T12:00:00.123456', 'timestamp'],
    ['2026-01-31T12:00:00Z', 'varchar'],
    ['', 'varchar'],
    ['1\n2.5', 'decimal(38,1)'],
    ['1\n', 'bigint'],
    ['1\nx', 'varchar'],
    ['2026-01-31\n2026-01-31 12:00', 'varchar'],
  ])('%j is %s', (values, type) => {
    expect(read(`a\n${values}`)).toEqual({ columns: [`a ${type}`], problems: [] })
  })
})

describe('names', () => {
  test.each([
    ['A,b', 'a varchar, b varchar'],
    [' a , b ', 'a varchar, b varchar'],
    ['\uFEFFa,b', 'a varchar, b varchar'],
    ['"a,b",c', 'a,b varchar, c varchar'],
    ['a,b\r\n1,x\r\n', 'a bigint, b varchar'],
  ])('%j', (text, columns) => {
    expect(read(text)).toEqual({ columns: columns.split(', '), problems: [] })
  })

  test('another delimiter', () => {
    expect(read('a|b\n1|"x|y"', '|').columns).toEqual(['a bigint', 'b varchar'])
  })
})

describe('mistakes', () => {
  test.each([
    ['', ['1:1 seed/bad-header The seed "s" cannot be read: it is empty.']],
    ['a,,b\n', ['1:3 seed/bad-header The seed "s" cannot be read: column 2 has no name.']],
    ['a,b,A\n', ['1:5 seed/bad-header The seed "s" cannot be read: two columns are called "a".']],
    ['a,b\n1\n', ['2:1 seed/bad-row This row of the seed "s" has 1 value, but the header names 2 columns.']],
    [
      'a,b\n\n1,2\n1,2,3\n',
      ['4:1 seed/bad-row This row of the seed "s" has 3 values, but the header names 2 columns.'],
    ],
    ['a,b\n"1\n2",3\n4\n', ['4:1 seed/bad-row This row of the seed "s" has 1 value, but the header names 2 columns.']],
    [
      'a,b\n1,"2\n3,4\n',
      ['2:1 seed/bad-row The seed "s" cannot be read: a quote that is opened here is never closed.'],
    ],
    [
      'a,b\n1,"2"x\n',
      ['2:1 seed/bad-row The seed "s" cannot be read: something follows the closing quote of a value.'],
    ],
    [
      'a,b\n1,2"x\n',
      ['2:1 seed/bad-row The seed "s" cannot be read: a quote stands inside a value that is not quoted.'],
    ],
  ])('%j', (text, problems) => {
    expect(read(text).problems).toEqual(problems)
  })

  test('of many rows of the wrong width the first are named', () => {
    expect(read(`a,b\n${'1\n'.repeat(20)}`).problems).toHaveLength(5)
  })
})
