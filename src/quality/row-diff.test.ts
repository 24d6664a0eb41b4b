import { expect, test } from 'vitest'
import { diffRows } from './row-diff.ts'
import { showRowDiff } from './show-row-diff.ts'

/** Rows of blank-separated cells. */
const rows = (...lines: string[]) => lines.map((line) => line.split(' ').map((text) => ({ key: text, shown: text })))

test('order makes no difference, and a row that comes twice is expected twice', () => {
  expect(diffRows(rows('1 a', '2 b'), rows('2 b', '1 a'))).toEqual({ differences: [], equal: 2 })
  const { differences, equal } = diffRows(rows('1 a', '1 a'), rows('1 a'))
  expect([differences.map(({ kind }) => kind), equal]).toEqual([['missing'], 1])
})

test('rows that are most alike are taken for one that changed', () => {
  const { differences } = diffRows(rows('1 a x', '2 b y'), rows('2 a x', '1 c y'))
  expect(differences.map((difference) => (difference.kind === 'changed' ? difference.actual[0]?.key : null))).toEqual([
    '2',
    '1',
  ])
})

test('a diff shows each row that differs, up to twenty', () => {
  const shown = (expected: ReturnType<typeof rows>, actual: ReturnType<typeof rows>) =>
    showRowDiff(['id', 'name'], diffRows(expected, actual))
  expect(shown(rows('1 a', '2 b', '3 c'), rows('1 a', '2 z', '4 d'))).toMatchInlineSnapshot(`
    "The rows differ from those expected: 1 changed, 1 missing, 1 unexpected, 1 as expected.
       id  name
    ─  ──  ─────
    →  2   b → z
    -  3   c
    +  4   d
    (- expected, + not expected, → from what was expected to what it is)"
  `)
  const many = rows(...Array.from({ length: 25 }, (_, at) => `${at} x${at}`))
  expect(shown(many, []).split('\n').slice(-2)).toMatchInlineSnapshot(`
    [
      "and 5 more",
      "(- expected, + not expected, → from what was expected to what it is)",
    ]
  `)
})
