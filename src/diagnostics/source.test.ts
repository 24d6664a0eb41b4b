import { expect, test } from 'vitest'
import { lineStarts, positionAt } from './source.ts'

function at(text: string, offset: number): string {
  const { line, column } = positionAt({ path: 'x', text }, offset)
  return `${line}:${column}`
}

test.each([
  ['abc', 0, '1:1'],
  ['abc', 3, '1:4'],
  ['abc', 99, '1:4'],
  ['abc', -1, '1:1'],
  ['a\nb', 2, '2:1'],
  ['a\r\nb', 3, '2:1'],
  ['a\rb', 2, '2:1'],
  ['a\n', 2, '2:1'],
  ['\uFEFFab', 1, '1:1'],
  ['\uFEFFab', 2, '1:2'],
  ['😀b', 2, '1:2'],
  ['äb', 1, '1:2'],
])('%j at %d is %s', (text, offset, position) => {
  expect(at(text, offset)).toBe(position)
})

test('lines begin after each kind of line break', () => {
  expect(lineStarts({ path: 'x', text: 'a\nb\r\nc\rd' })).toEqual([0, 2, 5, 7])
})
