import { expect, test } from 'vitest'
import { numberShape, romanPattern } from './number-pattern.ts'

test('a pattern says places, zeros, groups and decimals', () => {
  expect(numberShape('FM999,990.00')).toEqual({
    width: 0,
    places: 6,
    zeros: 1,
    grouped: true,
    decimals: 2,
    fixed: 2,
    before: '',
    after: '',
    sign: 'front',
  })
})

test('without FM the text has a fixed width, a sign in front included', () => {
  expect(numberShape('999.99')).toMatchObject({ width: 7, zeros: 0, fixed: 2 })
})

test.each([
  ['$S999D99', { before: '$', sign: 'S', width: 7 }],
  ['999D99S', { sign: 'S end', width: 7 }],
  ['$999PR', { before: '$', sign: 'PR', width: 5 }],
  ['"n° "99', { before: 'n° ', sign: 'front' }],
])('%s has its signs', (pattern, expected) => {
  expect(numberShape(pattern)).toMatchObject(expected)
})

test('Roman numerals have the case of their pattern', () => {
  expect(['RN', 'FMrn', '999'].map(romanPattern)).toEqual(['upper', 'lower', null])
})

test.each(['RN', '9V9', '', 'S999S'])('%j has no counterpart', (pattern) => {
  expect(numberShape(pattern)).toBeNull()
})
