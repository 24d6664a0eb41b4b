import { expect, test } from 'vitest'
import { javaFormat, javaParsers } from './java-pattern.ts'

test.each([
  ['yyyy-MM-dd', '%Y-%m-%d'],
  ["yyyy-MM-dd'T'HH:mm:ss", '%Y-%m-%dT%H:%M:%S'],
  ["h 'o''clock' a", "%-I o'clock %p"],
  ['d MMM yy', '%-d %b %y'],
  ['100%', '100%%'],
  ['HH[:mm]XXX', '%H:%MZ'],
])('%s is written as %s', (pattern, format) => {
  expect(javaFormat(pattern)).toEqual([{ kind: 'format', format }])
})

test('what strftime does not have is a piece of its own', () => {
  expect(javaFormat("'Q'q yyyy.SS")).toEqual([
    { kind: 'format', format: 'Q' },
    { kind: 'quarter', form: 'digit' },
    { kind: 'format', format: ' %Y.' },
    { kind: 'fraction', digits: 2 },
  ])
})

test('letters without a counterpart are named', () => {
  expect(javaFormat('YYYY-ww')).toEqual({ letters: 'YYYY' })
  expect(javaParsers('E d')).toEqual({ letters: 'E' })
})

test('a pattern reads numbers of its own widths, where Spark 2 read all digits', () => {
  expect(javaParsers('yyyy-MM-d')).toEqual([
    {
      format: '%Y-%m-%d',
      strict: '\\d{4}-\\d{2}-\\d{1,2}',
      loose: '^\\s*\\s*\\d+-\\s*\\d+-\\s*\\d+',
      year: '',
      zulu: false,
    },
  ])
})

test('each choice of optional sections is a way to read', () => {
  const variants = javaParsers('HH[:mm[:ss]]')
  expect('letters' in variants ? [] : variants.map(({ format, year }) => year + format)).toEqual([
    '1970 %H:%M:%S',
    '1970 %H:%M',
    '1970 %H',
  ])
})
