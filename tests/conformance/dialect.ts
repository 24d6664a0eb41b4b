import { createInterface } from 'node:readline'
import type { DuckDBConnection, DuckDBType, DuckDBValue } from '@duckdb/node-api'
import { analyseQuery } from '../../src/analysis/analyse-query.ts'
import { typeProblems } from '../../src/analysis/checks/type-problems.ts'
import { groupingProblems } from '../../src/analysis/grouping.ts'
import { queryNames } from '../../src/analysis/query-names.ts'
import { inferTypes } from '../../src/analysis/types/infer-types.ts'
import { readDuckdbType } from '../../src/catalog/types/read-duckdb-type.ts'
import type { SqlType } from '../../src/catalog/types/sql-type.ts'
import { typeName } from '../../src/catalog/types/write-type.ts'
import { parseQuery } from '../../src/sql/parse-query.ts'
import { printQuery } from '../../src/sql/printer.ts'
import { translateQuery } from '../../src/translate/translate-query.ts'
import { type ConformanceDialect, canonical, openDuckdb } from './harness.ts'

/**
 * `npm run -s dialect -- --stdin`: reads JSON lines `{"id", "dialect", "sql"}` and answers each with the columns, types
 * and rows that the dialect's engine would give, as DuckDB came to them, in the form of the truth tables. `error` is a
 * code where the statement is refused, `diagnostics` says why or what is not verified.
 */
interface Question {
  readonly id: string
  readonly dialect: ConformanceDialect
  readonly sql: string
}

interface Answer {
  readonly id: string
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  readonly rows: readonly (readonly (string | null)[])[]
  readonly error: string | null
  readonly diagnostics: readonly object[]
}

export async function answer(connection: DuckDBConnection, { id, dialect, sql }: Question): Promise<Answer> {
  const refused = (error: string, diagnostics: readonly object[]): Answer => ({
    ...{ id, columns: [], rows: [], error },
    diagnostics,
  })
  const { query, problem } = parseQuery(sql, dialect)
  if (problem) return refused('sql/unreadable', [problem])
  const analysis = analyseQuery(query, dialect, () => 'unknown')
  const types = inferTypes(analysis)
  const [wrong] = [...analysis.problems, ...groupingProblems(analysis), ...typeProblems(analysis, types)]
  if (wrong) return refused(wrong.code, [wrong])
  const translated = translateQuery(query, {
    from: dialect,
    to: 'duckdb',
    relations: () => null,
    types,
    names: queryNames(analysis),
  })
  const stopper = translated.problems.find(({ code }) => code !== 'dialect/not-verified')
  if (stopper) return refused(stopper.code, translated.problems)
  try {
    const reader = await connection.runAndReadAll(printQuery(translated.query, 'duckdb').text)
    const seen = reader.columnTypes()
    const names = reader.columnNames()
    const outputs = types.outputs.length === names.length ? types.outputs : names.map(() => null)
    const exact = outputs.map((type, at): SqlType | null => type ?? readDuckdbType(String(seen[at]), dialect))
    return {
      id,
      columns: names.map((name, at) => ({ name, type: typeName(exact[at] ?? null, dialect) })),
      rows: reader
        .getRows()
        .map((row) => row.map((value, at) => answerText(value, seen[at], exact[at] ?? null, dialect))),
      error: null,
      diagnostics: translated.problems,
    }
  } catch (failure) {
    return refused('engine/failed', [{ message: failure instanceof Error ? failure.message : String(failure) }])
  }
}

/** Spark's instants are wall times in UTC on DuckDB. */
function answerText(
  value: DuckDBValue,
  seen: DuckDBType | undefined,
  type: SqlType | null,
  dialect: ConformanceDialect,
): string | null {
  const cell = canonical(value, seen, dialect === 'spark' ? type : null)
  const isInstant = dialect === 'spark' && type?.kind === 'timestamp' && type.zoned
  return cell !== null && isInstant && !cell.endsWith('Z') ? `${cell}Z` : cell
}

if (process.argv.includes('--stdin')) {
  const connection = await openDuckdb()
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() === '') continue
    process.stdout.write(`${JSON.stringify(await answer(connection, JSON.parse(line) as Question))}\n`)
  }
  connection.closeSync()
}
