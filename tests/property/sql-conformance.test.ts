import { describe, expect, test } from 'vitest'
import { parseQuery } from '../../src/sql/parse-query.ts'
import { printQuery } from '../../src/sql/printer.ts'
import type { Node } from '../../src/sql/tree.ts'
import { walk } from '../../src/sql/walk.ts'
import { conformanceRows } from '../support/conformance.ts'
import { withoutSpans } from '../support/without-spans.ts'

describe.each(['spark', 'redshift'] as const)('%s', (dialect) => {
  const accepted = conformanceRows(dialect).filter((row) => row.error === null)

  test('every statement that the engine accepts is read', () => {
    const refused = accepted.flatMap(({ id, sql }) => {
      const { problem } = parseQuery(sql, dialect)
      return problem ? [`${id}: ${problem.message}`] : []
    })
    expect(refused).toEqual([])
  })

  test('a printed statement reads as the same tree', () => {
    for (const { id, sql } of accepted) {
      const { query } = parseQuery(sql, dialect)
      if (!query) continue
      const again = parseQuery(printQuery(query, dialect).text, dialect)
      expect(withoutSpans(again.query), `${id}: ${again.problem?.message}`).toEqual(withoutSpans(query))
    }
  })

  test('every node lies within its text and holds its children', () => {
    for (const { id, sql } of accepted) {
      const { query } = parseQuery(sql, dialect)
      if (query) expect(misplaced(query, sql.length), id).toEqual([])
    }
  })
})

test('what an engine refuses for its grammar is refused', () => {
  const sparks = conformanceRows('spark').filter((row) => row.error === 'PARSE_SYNTAX_ERROR')
  expect(sparks.length).toBeGreaterThan(0)
  for (const { sql } of sparks) expect(parseQuery(sql, 'spark').problem).not.toBeNull()
})

/** The nodes that are empty, reach beyond the text or beyond their parent. */
function misplaced(root: Node, length: number): readonly string[] {
  const wrong: string[] = []
  walk(root, (node, ancestors) => {
    const { start, end } = node.span
    const outer = ancestors.at(-1)?.span ?? { start: 0, end: length }
    if (start >= end || start < outer.start || end > outer.end) wrong.push(`${node.kind} ${start}-${end}`)
  })
  return wrong
}
