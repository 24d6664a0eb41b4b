import { expect, test } from 'vitest'
import { numberShape } from './number-pattern.ts'

test('a pattern says places, zeros, groups and decimals', () => {
  expect(numberShape('FM999,990.00')).toEqual({
    width: 0,
    places: 6,
    zeros: 1,
    grouped: true,
    decimals: 2,
    fixed: 2,
    currency: '',
    sign: 'front',
  })
})

test('without FM the text has a fixed width, a sign in front included', () => {
  expect(numberShape('999.99')).toMatchObject({ width: 7, zeros: 0, fixed: 2 })
})

test.each(['RN', '999PR', '', 'S999S'])('%j has no counterpart', (pattern) => {
  expect(numberShape(pattern)).toBeNull()
})
