import { expect, test } from 'vitest'
import { daysText, momentDigits, momentText, readDays, readMoment } from './moment.ts'

test.each([
  ['2026-01-05', '2026-01-05 00:00:00.000000'],
  ['2026-01-05 10:30', '2026-01-05 10:30:00.000000'],
  ['2026-01-05T10:30:15Z', '2026-01-05 10:30:15.000000'],
  ['2026-01-05 10:30:15.12', '2026-01-05 10:30:15.120000'],
  ['1969-12-31 23:59:59.999999', '1969-12-31 23:59:59.999999'],
])('%s', (written, text) => {
  const moment = readMoment(written)
  expect(moment === null ? null : momentText(moment)).toBe(text)
})

test.each(['2026-02-30', '2026-01-05 25:00', '2026-01-05 10:30:15.1234567', 'today', '', '2026-1-5'])(
  '"%s" is no moment',
  (text) => {
    expect(readMoment(text)).toBeNull()
  },
)

test('digits go to the millisecond', () => {
  expect(momentDigits(readMoment('2026-01-05 10:00:00.123999') ?? 0n)).toBe('20260105100000123')
})

test('dates are days', () => {
  expect(readDays('1970-01-02')).toBe(1)
  expect(readDays('2026-01-05 10:00')).toBeNull()
  expect(daysText(readDays('2024-02-29') ?? 0)).toBe('2024-02-29')
})
