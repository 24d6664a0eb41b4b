import { expect, test } from 'vitest'
import { type Dialect, printRelationName, quoteIdentifier, quoteString } from './quote.ts'

test.each<readonly [Dialect, string]>([
  ['spark', '`a``"b`'],
  ['redshift', '"a`""b"'],
  ['duckdb', '"a`""b"'],
  ['postgres', '"a`""b"'],
])('%s quotes a name', (dialect, expected) => {
  expect(quoteIdentifier(dialect, 'a`"b')).toBe(expected)
})

test.each<readonly [Dialect, string]>([
  ['spark', "'it\\'s a \\\\ and \\%'"],
  ['redshift', "'it''s a \\\\ and \\\\%'"],
  ['duckdb', "'it''s a \\ and \\%'"],
  ['postgres', "'it''s a \\ and \\%'"],
])('%s quotes a string', (dialect, expected) => {
  expect(quoteString(dialect, "it's a \\ and \\%")).toBe(expected)
})

test('a relation’s name', () => {
  expect(printRelationName('redshift', ['sales', 'order lines'])).toBe('"sales"."order lines"')
  expect(printRelationName('spark', ['sales', 'orders'])).toBe('`sales`.`orders`')
})
