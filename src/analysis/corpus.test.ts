import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parseQuery } from '../sql/parse-query.ts'
import { analyseQuery } from './analyse-query.ts'
import { columnLineage } from './column-lineage.ts'
import { groupingProblems } from './grouping.ts'
import { repeatedAliases } from './repeated-aliases.ts'

interface Row {
  readonly id: string
  readonly sql: string
  readonly columns: readonly { readonly name: string }[]
  readonly error: string | null
}

/** Statements that the engines answered, with the columns that they gave. Their data is in them, so all is known. */
describe.each(['spark', 'redshift'] as const)('what %s accepts', (dialect) => {
  const file = new URL(`../../tests/conformance/data/${dialect}.jsonl`, import.meta.url)
  const rows = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Row => JSON.parse(line))
  const analyses = rows.flatMap((row) => {
    const { query } = row.error === null ? parseQuery(row.sql, dialect) : { query: null }
    return query ? [{ row, analysis: analyseQuery(query, dialect, () => 'unknown') }] : []
  })

  test('has no problem with its names', () => {
    const alarms = analyses.flatMap(({ row, analysis }) =>
      analysis.problems.map(({ code, start, end }) => `${row.id}: ${code} at ${row.sql.slice(start, end)}`),
    )
    expect(analyses.length).toBeGreaterThan(500)
    expect(alarms).toEqual([])
  })

  test('has no problem with its groups and aliases', () => {
    const alarms = analyses.flatMap(({ row, analysis }) =>
      [...groupingProblems(analysis), ...repeatedAliases(analysis)].map(
        ({ code, start, end }) => `${row.id}: ${code} at ${row.sql.slice(start, end)}`,
      ),
    )
    expect(alarms).toEqual([])
  })

  test('gives as many columns as the engine gave', () => {
    const wrong = analyses.flatMap(({ row, analysis: { columns } }) =>
      columns !== 'unknown' && columns.length !== row.columns.length
        ? [`${row.id}: ${columns.length} for ${row.columns.length} columns of ${row.sql}`]
        : [],
    )
    expect(wrong).toEqual([])
    expect(analyses.filter(({ analysis }) => analysis.columns === 'unknown').length).toBeLessThan(10)
  })

  test('calls them as the engine did', () => {
    const wrong = analyses.flatMap(({ row, analysis: { columns } }) => {
      // Answers that were worked out from the documentation call their columns by number.
      if (columns === 'unknown' || row.columns.every(({ name }) => /^c\d+$/.test(name))) return []
      return columns.flatMap(({ name }, index) => {
        const given = row.columns[index]?.name.toLowerCase()
        return name === null || name === given ? [] : [`${row.id}: ${name} for ${given} in ${row.sql}`]
      })
    })
    expect(wrong).toEqual([])
  })

  test('is followed without a name that leads nowhere', () => {
    const lost = analyses.flatMap(({ row, analysis }) => {
      if (analysis.columns === 'unknown') return []
      const { columns, rows } = columnLineage(analysis)
      return [...columns, rows].flatMap(({ unresolved }) =>
        unresolved.map(({ reference }) => `${row.id}: ${reference} in ${row.sql}`),
      )
    })
    expect(lost).toEqual([])
  })

  test('comes from nowhere else than its own data', () => {
    const found = analyses.flatMap(({ row, analysis }) => {
      if (analysis.tables.length > 0) return []
      const { columns, rows } = columnLineage(analysis)
      return [...columns, rows].flatMap(({ uses }) => uses.map(({ column }) => `${row.id}: ${column}`))
    })
    expect(found).toEqual([])
  })
})
