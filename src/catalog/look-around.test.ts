import { expect, test } from 'vitest'
import { placedPattern } from './look-around.ts'

test.each([
  ['(?=[a-z]*\\d)\\w+', '\\w+', '', ['(?=[a-z]*\\d)']],
  ['(?<=a|b)x+(?=y)', 'x+', 'y', ['(?<=a|b)']],
  ['foo(?!bar).*$', 'foo.*', '\\n?\\z', ['+3(?!bar)']],
  ['x+(?!ab)', 'x+', '(?:[^a]|\\z)|a(?:[^b]|\\z)', []],
  ['^(?!.*x).{3,}', '.{3,}', '', ['(?!.*x)']],
])('%s is tried at every place', (pattern, main, tail, conditions) => {
  const [branch] = placedPattern(pattern)?.branches ?? []
  const written = branch?.conditions.map(({ offset, behind, negated, pattern: inner }) => {
    return `${offset > 0 ? `+${offset}` : ''}(?${behind ? '<' : ''}${negated ? '!' : '='}${inner})`
  })
  expect([branch?.main, branch?.tail, written]).toEqual([main, tail, conditions])
})

test.each([
  ['a look behind something of no fixed width', 'a+(?=b)b+'],
  ['a look within a repetition', '((?!x).)*'],
  ['a match that may be empty or not', 'a*(?=b)'],
  ['what follows a row of unknown length', 'a+(?!b+c)'],
  ['a back reference', '(a)(?=b)\\1'],
  ['a look-behind of no fixed width', '(?<=a+)b'],
  ['an atomic group', '(?>a+)(?=b)'],
  ['a repetition of nothing', '(a*)+(?=b)b'],
])('%s is refused', (_, pattern) => {
  expect(placedPattern(pattern)).toBeNull()
})
