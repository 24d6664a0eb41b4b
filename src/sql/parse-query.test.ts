import { describe, expect, test } from 'vitest'
import { outline } from '../../tests/support/sql-outline.ts'
import { parseColumnTypes, parseExpression, parseQuery, parseType } from './parse-query.ts'

test('a text is read as a whole', () => {
  expect(parseExpression('a b', 'spark').problem?.message).toBe(
    'Expected the end of the expression after `a` but found `b`.',
  )
  expect(parseType('int int', 'spark').problem).toMatchObject({ start: 4, end: 7 })
})

test('either a value or a problem is null', () => {
  expect(parseQuery('select 1', 'spark')).toMatchObject({ query: { kind: 'query' }, problem: null })
  expect(parseQuery('select', 'spark')).toMatchObject({ query: null, problem: { code: 'sql/syntax' } })
})

describe('types', () => {
  test.each([
    ['INT', 'int'],
    ['decimal(10, 2)', 'decimal<10 2>'],
    ['decimal(10, -2)', 'decimal<10 -2>'],
    ['array<map<string, int>>', 'array-type[map-type[string int]]'],
    ['struct<a: int, `b c` string not null comment "x">', 'struct-type[struct-field[a int] struct-field[b c string]]'],
    ['struct<>', 'struct-type[]'],
  ])('spark: %s', (text, expected) => {
    const { type } = parseType(text, 'spark')
    expect(type && outline(type)).toBe(expected)
  })

  test.each([
    ['character  varying(10)', 'character varying<10>'],
    ['varchar(max)', 'varchar<max>'],
    ['timestamp with time zone', 'timestamp with time zone'],
    ['time(3) without time zone', 'time without time zone<3>'],
    ['double precision', 'double precision'],
  ])('redshift: %s', (text, expected) => {
    const { type } = parseType(text, 'redshift')
    expect(type && outline(type)).toBe(expected)
  })

  test('an interval', () => {
    expect(parseType('interval day to second', 'spark').type).toMatchObject({ from: 'day', to: 'second' })
  })

  test('a list of columns', () => {
    const { fields } = parseColumnTypes('a INT, b: array<string>', 'spark')
    expect(fields?.map(outline)).toEqual(['struct-field[a int]', 'struct-field[b array-type[string]]'])
  })
})
