import { expect, test } from 'vitest'
import { javaPattern } from './java-pattern.ts'

test.each([
  ['yyyy-MM-dd HH:mm:ss', '%Y-%m-%d %H:%M:%S'],
  ["yyyy-MM-dd'T'HH:mm:ss.SSS", '%Y-%m-%dT%H:%M:%S.%g'],
  ['d MMM yy, h:mm a', '%-d %b %y, %-I:%M %p'],
  ["hh 'o''clock'", "%I o'clock"],
  ["''yy", "'%y"],
  ['100%', '100%%'],
])('%s', (pattern, expected) => {
  expect(javaPattern(pattern, 'format')).toBe(expected)
})

test('letters without a counterpart are named', () => {
  expect(javaPattern('YYYY-ww', 'format')).toEqual({ letters: 'YYYY' })
})

test('a zone is text when writing and is read when parsing', () => {
  expect(javaPattern('HHXXX', 'format')).toBe('%HZ')
  expect(javaPattern('HHXXX', 'parse')).toBe('%H%z')
})
