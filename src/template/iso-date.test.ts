import { describe, expect, test } from 'vitest'
import { addToDate, formatIsoDate, parseIsoDate } from './iso-date.ts'

describe('parseIsoDate', () => {
  test.each([
    ['2026-01-31', '2026-01-31'],
    [' 2024-02-29 ', '2024-02-29'],
    ['2026-01-31T12:30:05Z', '2026-01-31T12:30:05'],
    ['2026-01-31 12:30', '2026-01-31T12:30:00'],
    ['2026-01-31T12:30:05.123456+00:00', '2026-01-31T12:30:05'],
  ])('%j is %s', (text, expected) => {
    const date = parseIsoDate(text)
    expect(date && formatIsoDate(date)).toBe(expected)
  })

  test.each([
    '',
    '2026',
    '2026-1-1',
    '2025-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-01-01T24:00:00',
    '31.01.2026',
    '2026-01-01T10:00:00+02:00',
  ])('%j is no date', (text) => {
    expect(parseIsoDate(text)).toBeNull()
  })
})

test('months are added without spilling over', () => {
  const january = parseIsoDate('2026-01-31')
  const days = [1, 2, 3, 13, -1, -11].map((months) => january && formatIsoDate(addToDate(january, months, 'month')))
  expect(days).toEqual(['2026-02-28', '2026-03-31', '2026-04-30', '2027-02-28', '2025-12-31', '2025-02-28'])
})
