import { describe, expect, test } from 'vitest'
import { age, count, duration } from './words.ts'

describe('words', () => {
  test.each([
    [0, '0 rows'],
    [1, '1 row'],
    [999, '999 rows'],
    [12_345, '12,345 rows'],
    [1_234_567, '1,234,567 rows'],
  ])('count %d', (amount, text) => {
    expect(count(amount, 'row')).toBe(text)
  })

  test.each([
    [0.004, '0.00s'],
    [12.345, '12.35s'],
    [63, '1m 03s'],
    [3_725, '1h 02m 05s'],
  ])('duration %d', (seconds, text) => {
    expect(duration(seconds)).toBe(text)
  })

  test.each([
    [45, '45s'],
    [720, '12m'],
    [18_000, '5h'],
    [259_200, '3d'],
  ])('age %d', (seconds, text) => {
    expect(age(seconds)).toBe(text)
  })
})
