import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { answer } from './dialect.ts'
import { openDuckdb } from './harness.ts'
import { openPostgres, type PostgresJudge } from './postgres-harness.ts'

/** Statements as analysts write them for dimensions and facts, with what the Redshift guide makes of them. */
interface Statement {
  readonly sql: string
  readonly types: readonly string[]
  readonly rows: readonly (readonly (string | null)[])[]
  /** The code of the refusal. */
  readonly error: string | null
}

const lines = readFileSync(new URL('./data/redshift.statements.jsonl', import.meta.url), 'utf8').split('\n')
const statements = lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Statement)

let postgres: PostgresJudge
beforeAll(async () => {
  postgres = await openPostgres()
}, 60_000)
afterAll(() => postgres.close())

const isOrdered = (sql: string) => /order by [^()]*$/.test(sql)
const inOrder = (rows: Statement['rows'], sql: string) =>
  isOrdered(sql) ? rows : rows.map((row) => JSON.stringify(row)).sort()

test('DuckDB gives the values and types that are written down', { timeout: 600_000 }, async () => {
  const duckdb = await openDuckdb()
  for (const { sql, types, rows, error } of statements) {
    const given = await answer(duckdb, { id: '', dialect: 'redshift', sql })
    const found = {
      sql,
      types: given.columns.map(({ type }) => type),
      rows: inOrder(given.rows, sql),
      error: given.error,
    }
    expect(found).toEqual({ sql, types, rows: inOrder(rows, sql), error })
  }
  duckdb.closeSync()
})

test('PostgreSQL gives the same values, or refuses', { timeout: 600_000 }, async () => {
  const wrong: string[] = []
  for (const { sql, types, rows, error } of statements) {
    if (error !== null) continue
    const columns = types.map((type) => ({ name: '', type }))
    const { outcome, detail } = await postgres.judge({ id: '', sql, columns, rows, error, ordered: isOrdered(sql) })
    if (outcome === 'wrong') wrong.push(`${sql}: ${detail}`)
  }
  expect(wrong).toEqual([])
})
