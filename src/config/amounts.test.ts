import { expect, test } from 'vitest'
import { byteSize, duration } from './amounts.ts'
import { computedValue } from './value.ts'

const span = { file: { path: 'a.yml', text: '' }, start: 0, end: 0 }
const at = { subject: 'x', report: () => {} }

test.each([
  ['15 minutes', 900],
  ['1 hour', 3600],
  ['2d', 172_800],
  [30, 30],
  [0, 0],
  ['soon', null],
  ['-1 hour', null],
])('a length of time: %s', (written, expected) => {
  expect(duration(computedValue(written, span), at)).toBe(expected)
})

test.each([
  ['20GB', 20e9],
  ['512 MiB', 512 * 2 ** 20],
  ['1.5kb', 1500],
  [1000, 1000],
  ['0', null],
  ['much', null],
])('a size: %s', (written, expected) => {
  expect(byteSize(computedValue(written, span), at)).toBe(expected)
})
