import { expect, test } from 'vitest'
import { datetimeFormat, datetimePieces, fieldPlaces, isDatetimePattern } from './datetime-pattern.ts'

test('a plain pattern is one piece', () => {
  expect(datetimePieces('YYYY-MM-DD HH24:MI:SS')).toMatchObject([
    { format: '%Y-%m-%d %H:%M:%S', letters: 'as is', width: 0 },
  ])
})

test('names follow the case of the pattern and are filled up', () => {
  expect(datetimePieces('MONTH')).toMatchObject([{ format: '%B', letters: 'upper', width: 9 }])
  expect(datetimePieces('FMMonth')).toMatchObject([{ format: '%B', letters: 'as is', width: 0 }])
})

test('FM drops the zero in front of a number', () => {
  expect(datetimePieces('FMDD.FMMM')).toMatchObject([{ format: '%-d.%-m', letters: 'as is', width: 0 }])
})

test('text in double quotes stays', () => {
  expect(datetimeFormat('YYYY"T"MM')).toBe('%YT%m')
})

test('what has no counterpart is named', () => {
  expect(datetimeFormat('YYYY-Q')).toEqual({ letters: 'Q' })
})

test.each([
  ['YYYY', true],
  ['Mon', true],
  ['999D99', false],
  ['9999MI', false],
  ['FM$99.00', false],
])('%s is for moments: %s', (pattern, expected) => {
  expect(isDatetimePattern(pattern)).toBe(expected)
})

test('what strftime lacks is made by a macro', () => {
  expect(datetimePieces('Q')).toMatchObject([{ made: 'text_quarter' }])
})

test('th behind a number is its ending', () => {
  expect(datetimePieces('DDth')).toMatchObject([{ format: '%d', ordinal: 'th' }])
})

test('fields of digits are found by their place', () => {
  expect(fieldPlaces('YYYYMMDD HH24')).toEqual({
    pattern: '^\\s*(\\d{4})(\\d{2})(\\d{1,2})[^0-9]*(\\d{1,2})',
    groups: { year: 1, month: 2, day: 3, hour: 4, minute: 0, second: 0 },
  })
  expect(fieldPlaces('DD Mon YYYY')).toBeNull()
})
