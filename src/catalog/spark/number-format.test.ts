import { expect, test } from 'vitest'
import { digitsOfFormat, numberFormat, patternOfFormat } from './number-format.ts'

test.each([
  ['999', '454', true],
  ['999', '54', true],
  ['999', '1234', false],
  ['000', '1', false],
  ['9,999', '1,234', true],
  ['9,999', '234', true],
  ['$99.99', '$78.12', true],
  ['$9', '5', false],
  ['99,999.9S', '12,454.8-', true],
  ['9PR', '<4>', true],
])('%s reads %s: %s', (format, text, expected) => {
  const known = numberFormat(format)
  expect(known && new RegExp(`^(?:${patternOfFormat(known)})$`).test(text)).toBe(expected)
})

test('a format has digits', () => {
  const known = numberFormat('$99G999D00')
  expect(known && digitsOfFormat(known)).toEqual({ precision: 7, scale: 2 })
})

test.each(['', 'S9MI', '9x9'])('%s is no format', (format) => {
  expect(numberFormat(format)).toBeNull()
})
