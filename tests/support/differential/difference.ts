import { analyseQuery } from '../../../src/analysis/analyse-query.ts'
import { typeProblems } from '../../../src/analysis/checks/type-problems.ts'
import { queryNames } from '../../../src/analysis/query-names.ts'
import { inferTypes } from '../../../src/analysis/types/infer-types.ts'
import type { SourceDialect } from '../../../src/catalog/entry.ts'
import { typeName } from '../../../src/catalog/types/write-type.ts'
import type { QueryResult, Session, Value } from '../../../src/engines/engine.ts'
import { parseQuery } from '../../../src/sql/parse-query.ts'
import { printQuery } from '../../../src/sql/printer.ts'
import { translateQuery } from '../../../src/translate/translate-query.ts'

/** The real engine of a dialect, and an embedded DuckDB that has the macros. */
export interface Engines {
  readonly real: Session
  readonly duckdb: Session
}

/**
 * What is different between a statement's answer on the real engine and ours on DuckDB: rows, types, or that one of
 * them refuses it. Null when both give the same or both refuse; and when we say at compile that we cannot.
 */
export async function difference(
  sql: string,
  dialect: SourceDialect,
  { real, duckdb }: Engines,
): Promise<string | null> {
  const answer = await ask(real, sql)
  const { query, problem } = parseQuery(sql, dialect)
  if (!query) return typeof answer === 'string' ? null : `cannot be read: ${problem.message}`
  const analysis = analyseQuery(query, dialect, () => 'unknown')
  const types = inferTypes(analysis)
  const [wrong] = [...analysis.problems, ...typeProblems(analysis, types)]
  if (wrong) return typeof answer === 'string' ? null : `is refused: ${wrong.code}`
  const translated = translateQuery(query, {
    from: dialect,
    to: 'duckdb',
    relations: () => null,
    types,
    names: queryNames(analysis),
  })
  if (translated.problems.length > 0) return null
  const ours = await ask(duckdb, printQuery(translated.query, 'duckdb').text)
  if (typeof answer === 'string') return typeof ours === 'string' ? null : `should be refused: ${answer}`
  if (typeof ours === 'string') return `fails: ${ours}`
  const typesFound = types.outputs.map((type) => typeName(type, dialect))
  const typesWanted = answer.columns.map((column) => column.type)
  if (typesFound.join() !== typesWanted.join()) return `has the types ${typesFound}, not ${typesWanted}`
  const row = answer.rows.findIndex(
    (values, at) => !values.every((value, column) => same(value, ours.rows[at]?.[column])),
  )
  if (row < 0 && answer.rows.length === ours.rows.length) return null
  return `gives ${JSON.stringify(ours.rows[row])}, not ${JSON.stringify(answer.rows[row])}`
}

async function ask(session: Session, sql: string): Promise<QueryResult | string> {
  try {
    return await session.query(sql)
  } catch (failure) {
    return failure instanceof Error ? (failure.message.split('\n')[0] ?? '') : String(failure)
  }
}

/** Spark's instants are wall times in UTC on DuckDB; doubles are computed in another order. */
function same(wanted: Value, found: Value | undefined): boolean {
  if (wanted === found) return true
  if (typeof wanted === 'number' && typeof found === 'number') {
    return Math.abs(wanted - found) <= 1e-12 * Math.max(Math.abs(wanted), Math.abs(found))
  }
  if (typeof wanted === 'string' && typeof found === 'string')
    return wanted.replace(/Z$/, '') === found.replace(/Z$/, '')
  return false
}
