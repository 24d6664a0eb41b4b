import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { QueryDialect } from '../../src/sql/dialects/syntax.ts'
import { parseQuery } from '../../src/sql/parse-query.ts'
import { printQuery } from '../../src/sql/printer.ts'
import { conformanceRows } from '../support/conformance.ts'
import { withoutSpans } from '../support/without-spans.ts'

/** Reads any text: a query that prints to the same query again, or a problem with a place inside the text. */
function judge(sql: string, dialect: QueryDialect): void {
  const { query, problem } = parseQuery(sql, dialect)
  if (problem) {
    expect(problem.message).not.toBe('')
    expect(problem.start).toBeGreaterThanOrEqual(0)
    expect(problem.end).toBeGreaterThanOrEqual(problem.start)
    expect(problem.end).toBeLessThanOrEqual(sql.length)
    return
  }
  for (const other of ['duckdb', 'postgres'] as const) expect(printQuery(query, other).text).not.toBe('')
  const again = parseQuery(printQuery(query, dialect).text, dialect)
  expect(again.problem).toBeNull()
  expect(withoutSpans(again.query)).toEqual(withoutSpans(query))
}

describe.each(['spark', 'redshift'] as const)('%s', (dialect) => {
  const statements = conformanceRows(dialect).map((row) => row.sql)
  const statement = fc.constantFrom(...statements)
  const token = fc.constantFrom(...new Set(statements.flatMap((sql) => sql.match(/\w+|'[^']*'|[^\w\s]/g) ?? [])))

  test('statements cut off anywhere', () => {
    fc.assert(
      fc.property(statement, fc.nat(), (sql, at) => judge(sql.slice(0, at % (sql.length + 1)), dialect)),
      { numRuns: 500 },
    )
  })

  test('statements with words put in, taken out and swapped', () => {
    const change = fc.tuple(fc.constantFrom('put', 'take', 'swap'), fc.nat(), fc.nat(), token)
    fc.assert(
      fc.property(statement, fc.array(change, { minLength: 1, maxLength: 4 }), (sql, changes) => {
        const words = sql.split(/(\s+|\b)/).filter((word) => word !== '')
        for (const [kind, first, second, other] of changes) {
          const at = first % words.length
          const to = second % words.length
          if (kind === 'put') words.splice(at, 0, ` ${other} `)
          else if (kind === 'take' && words.length > 1) words.splice(at, 1)
          else [words[at], words[to]] = [words[to] ?? '', words[at] ?? '']
        }
        judge(words.join(''), dialect)
      }),
      { numRuns: 1000 },
    )
  })

  test('soups of tokens', () => {
    fc.assert(
      fc.property(fc.array(token, { maxLength: 30 }), (words) => judge(`select ${words.join(' ')}`, dialect)),
      { numRuns: 500 },
    )
  })

  test('any text at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (sql) => judge(sql, dialect)),
      { numRuns: 500 },
    )
  })
})
