import { expect, test } from 'vitest'
import { typeName } from '../catalog/types/write-type.ts'
import { typeOfTexts } from './unit-test-types.ts'

test.each([
  ['1 -2', 'integer'],
  ['12345678901', 'bigint'],
  ['1 2.50', 'numeric(3,2)'],
  ['1e3 2', 'double precision'],
  ['true FALSE', 'boolean'],
  ['2026-01-02', 'date'],
  ['2026-01-02 2026-01-02T03:04', 'timestamp without time zone'],
  ['1 x', 'text'],
  ['2026-01-02 x', 'text'],
])('%s', (texts, type) => {
  expect(typeName(typeOfTexts(texts.split(' '), 'redshift'), 'redshift')).toBe(type)
})

test('no values tell nothing', () => {
  expect(typeOfTexts([], 'spark')).toBeNull()
})
