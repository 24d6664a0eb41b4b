import { expect, test } from 'vitest'
import { column, string } from '../../sql/build.ts'
import { printExpression } from '../../sql/printer.ts'
import { withAnyCharacter } from './any-character.ts'

const span = { start: 0, end: 0 }

test.each([
  ['a.*', "'(?s)a.*'"],
  ['a\\.b', "'a\\.b'"],
  ['[^.]+', "'[^.]+'"],
  ['[[:alpha:].]x', "'[[:alpha:].]x'"],
  ['[]].', "'(?s)[]].'"],
])('%s is %s', (pattern, expected) => {
  expect(printExpression(withAnyCharacter(string(pattern, span)), 'duckdb').text).toBe(expected)
})

test('a pattern that is not known has the flag in front', () => {
  expect(printExpression(withAnyCharacter(column('p', span)), 'duckdb').text).toBe("'(?s)' || p")
})
