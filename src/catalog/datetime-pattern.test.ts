import { expect, test } from 'vitest'
import { datetimeFormat, datetimePieces, isDatetimePattern } from './datetime-pattern.ts'

test('a plain pattern is one piece', () => {
  expect(datetimePieces('YYYY-MM-DD HH24:MI:SS')).toEqual([{ format: '%Y-%m-%d %H:%M:%S', letters: 'as is', width: 0 }])
})

test('names follow the case of the pattern and are filled up', () => {
  expect(datetimePieces('MONTH')).toEqual([{ format: '%B', letters: 'upper', width: 9 }])
  expect(datetimePieces('FMMonth')).toEqual([{ format: '%B', letters: 'as is', width: 0 }])
})

test('FM drops the zero in front of a number', () => {
  expect(datetimePieces('FMDD.FMMM')).toEqual([{ format: '%-d.%-m', letters: 'as is', width: 0 }])
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
