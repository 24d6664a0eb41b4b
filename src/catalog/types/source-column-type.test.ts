import { expect, test } from 'vitest'
import { readSqlType } from './read-type.ts'
import { sourceColumnType } from './source-column-type.ts'
import { typeName } from './write-type.ts'

const spark = (text: string) => readSqlType(text, 'spark')

test.each([
  [null, ['int'], 'int'],
  ['bigint', [], 'bigint'],
  ['bigint', ['int', 'int'], 'bigint'],
  ['integer', ['int', 'bigint'], 'bigint'],
  ['numeric(10,2)', ['decimal(12,4)'], 'decimal(12,4)'],
  ['numeric(18,2)', ['decimal(19,4)'], 'decimal(20,4)'],
  ['varchar(20)', ['string'], 'string'],
  ['timestamp', ['date'], 'timestamp'],
  ['bigint', ['string'], 'string'],
  ['array<int>', [], 'array<int>'],
  ['boolean', ['string'], '?'],
  [null, [], '?'],
  ['no_type', ['int'], '?'],
])('declared as %s and seen as %s it is %s', (declared, seen, expected) => {
  expect(typeName(sourceColumnType({ declared, format: 'parquet', seen: seen.map(spark) }), 'spark')).toBe(expected)
})

test('a column of a CSV is what is declared, or text', () => {
  const seen = [spark('string')]
  expect(typeName(sourceColumnType({ declared: 'date', format: 'csv', seen }), 'spark')).toBe('date')
  expect(typeName(sourceColumnType({ declared: null, format: 'csv', seen }), 'spark')).toBe('string')
})

test('a type that nobody knows leaves the column as it is', () => {
  expect(sourceColumnType({ declared: 'bigint', format: 'parquet', seen: [null] })).toBeNull()
})
