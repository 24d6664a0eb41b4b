import { expect, test } from 'vitest'
import { error, warning } from './diagnostic.ts'
import { formatDiagnostic, formatDiagnostics } from './format.ts'
import { span } from './source.ts'

const file = { path: 'models/a.sql', text: 'select a\nfrom b' }

test('place, message, frame, help and related places', () => {
  const related = [{ message: 'It is called here.', span: span(file, 14, 15) }]
  const diagnostic = error('column/unknown', { message: 'No "a".', span: span(file, 7, 8), help: 'Write b.', related })
  expect(formatDiagnostic(diagnostic)).toBe(`models/a.sql:1:8  error column/unknown  No "a".
  1 | select a
    |        ^
  2 | from b
  Write b. See docs/errors.md#column-unknown
  models/a.sql:2:6  It is called here.
  2 | from b
    |      ^`)
})

test('without a place and without help', () => {
  expect(formatDiagnostic(warning('select/no-match', { message: 'Nothing.' }))).toBe(
    'warning select/no-match  Nothing.\n  See docs/errors.md#select-no-match',
  )
})

test('an empty line between two', () => {
  const one = error('a/b', { message: 'One.' })
  expect(formatDiagnostics([one, one])).toBe(
    'error a/b  One.\n  See docs/errors.md#a-b\n\nerror a/b  One.\n  See docs/errors.md#a-b',
  )
})
