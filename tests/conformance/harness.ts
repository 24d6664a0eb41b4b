import { existsSync, readFileSync } from 'node:fs'
import {
  DuckDBBlobValue,
  type DuckDBConnection,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBInstance,
  DuckDBIntervalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTimeValue,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api'
import { analyseQuery } from '../../src/analysis/analyse-query.ts'
import { typeProblems } from '../../src/analysis/checks/type-problems.ts'
import { queryNames } from '../../src/analysis/query-names.ts'
import { inferTypes } from '../../src/analysis/types/infer-types.ts'
import { duckdbMacros } from '../../src/catalog/duckdb-macros.ts'
import type { SqlType } from '../../src/catalog/types/sql-type.ts'
import { typeName } from '../../src/catalog/types/write-type.ts'
import { parseQuery } from '../../src/sql/parse-query.ts'
import { printQuery } from '../../src/sql/printer.ts'
import { translateQuery } from '../../src/translate/translate-query.ts'
import { sparkIntervalText } from './interval-text.ts'

export type ConformanceDialect = 'spark' | 'redshift'

/** One statement with the answer of the real engine. */
export interface ConformanceCase {
  readonly id: string
  readonly sql: string
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  readonly rows: readonly (readonly (string | null)[])[]
  /** The engine refuses the statement. */
  readonly error: string | null
  readonly ordered: boolean
}

/**
 * What came of a case: DuckDB gave the engine's answer (or refused what the engine refuses); gave it, but the analysis
 * does not know the type of a column, or thinks it another; gave another answer; refused, by a problem of ours or by an
 * error of its own; or our parser could not read it.
 */
export type Outcome = 'right' | 'untyped' | 'mistyped' | 'wrong' | 'refused' | 'unreadable'

export interface CaseResult {
  readonly id: string
  readonly outcome: Outcome
  readonly sql: string
  readonly duckdb: string | null
  readonly detail: string
}

export function readCases(file: ConformanceDialect | 'spark-found'): readonly ConformanceCase[] {
  const path = new URL(`./data/${file}.jsonl`, import.meta.url)
  if (!existsSync(path)) return []
  const lines = readFileSync(path, 'utf8').split('\n')
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as ConformanceCase)
}

/** An empty database that has all macros. */
export async function openDuckdb(): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' })
  const connection = await instance.connect()
  await connection.run('create schema tidemill')
  for (const { sql } of duckdbMacros()) await connection.run(sql)
  return connection
}

export async function judge(
  connection: DuckDBConnection,
  dialect: ConformanceDialect,
  expected: ConformanceCase,
): Promise<CaseResult> {
  const { id, sql } = expected
  const result = (outcome: Outcome, duckdb: string | null, detail: string): CaseResult => {
    const refusal = outcome === 'refused' || outcome === 'unreadable'
    return { id, sql, duckdb, detail, outcome: expected.error !== null && refusal ? 'right' : outcome }
  }
  const { query, problem } = parseQuery(sql, dialect)
  if (problem) return result('unreadable', null, problem.message)
  const analysis = analyseQuery(query, dialect, () => 'unknown')
  const types = inferTypes(analysis)
  const [mistake] = typeProblems(analysis, types)
  if (mistake) return result('refused', null, mistake.code)
  const translated = translateQuery(query, {
    from: dialect,
    to: 'duckdb',
    relations: () => null,
    types,
    names: queryNames(analysis),
  })
  const stopper = translated.problems.find(({ code }) => code !== 'dialect/not-verified')
  if (stopper) return result('refused', null, JSON.stringify(stopper))
  const { text } = printQuery(translated.query, 'duckdb')
  const { verdict, detail } = await judgeText(connection, text, expected, dialect === 'spark' ? types.outputs : [])
  if (verdict !== 'same') return result(verdict, text, detail)
  const [outcome, difference] = judgeTypes(types.outputs, dialect, expected)
  return result(outcome, text, difference)
}

export interface Verdict {
  readonly verdict: 'same' | 'wrong' | 'refused'
  readonly detail: string
}

/** What DuckDB makes of a text that stands for a case; `exact` are the types that Spark prints intervals by. */
export async function judgeText(
  connection: DuckDBConnection,
  text: string,
  expected: ConformanceCase,
  exact: readonly (SqlType | null)[],
): Promise<Verdict> {
  try {
    const reader = await connection.runAndReadAll(text)
    if (expected.error !== null) return { verdict: 'wrong', detail: `the engine refuses this: ${expected.error}` }
    const types = reader.columnTypes()
    const actual = reader.getRows().map((row) => row.map((value, at) => canonical(value, types[at], exact[at] ?? null)))
    const difference = compare(actual, expected)
    return { verdict: difference === null ? 'same' : 'wrong', detail: difference ?? '' }
  } catch (failure) {
    return { verdict: 'refused', detail: failure instanceof Error ? failure.message : String(failure) }
  }
}

function judgeTypes(
  outputs: readonly (SqlType | null)[],
  dialect: ConformanceDialect,
  { columns }: ConformanceCase,
): readonly [Outcome, string] {
  const wanted = columns.map(({ type }) => type)
  const found = outputs.map((type) => typeName(type, dialect))
  const isSame = (type: string, at: number) => {
    const want = wanted[at] ?? null
    return want === null || want === '' || (dialect === 'spark' ? type === want : samePostgresType(type, want))
  }
  if (found.length === wanted.length && found.every(isSame)) return ['right', '']
  const detail = `typed ${found.join(', ')}, expected ${wanted.join(', ')}`
  const isOpen = found.length !== wanted.length || found.some((type, at) => !isSame(type, at) && isWithoutDetail(type))
  return [isOpen ? 'untyped' : 'mistyped', detail]
}

function isWithoutDetail(type: string): boolean {
  return type.includes('?') || type.includes('<>')
}

/** The tables have PostgreSQL's names, where widths of integers are advisory, and `numeric` and text have no length. */
export function samePostgresType(found: string, wanted: string): boolean {
  const family = (type: string) => {
    const name = type.replace(/\(.*\)/, '')
    if (['smallint', 'integer', 'bigint'].includes(name)) return 'integer'
    return ['text', 'character varying', 'character', 'unknown'].includes(name) ? 'text' : name
  }
  // PostgreSQL has numbers without precision where Redshift has integers: the tables count any number as that.
  const isNumber = ['integer', 'numeric', 'real', 'double precision'].includes(family(found))
  return family(found) === family(wanted) || (wanted === 'numeric' && isNumber)
}

/** Null when both are the same, else what differs. */
export function compare(actual: readonly (string | null)[][], expected: ConformanceCase): string | null {
  const wanted = expected.rows.map((row) => row.map((cell, at) => withoutZone(cell, expected.columns[at]?.type)))
  const given = actual.map((row) => row.map((cell, at) => withoutZone(cell, expected.columns[at]?.type)))
  const [left, right] = expected.ordered ? [given, wanted] : [sorted(given), sorted(wanted)]
  const same =
    left.length === right.length &&
    left.every(
      (row, at) =>
        row.length === right[at]?.length && row.every((cell, col) => sameCell(cell, right[at]?.[col] ?? null)),
    )
  return same ? null : `got ${JSON.stringify(left)}, expected ${JSON.stringify(right)}`
}

/** Spark's instants are wall times in UTC on DuckDB. */
function withoutZone(cell: string | null, type: string | undefined): string | null {
  return cell !== null && type && /timestamp\b(?! with)/.test(type) ? cell.replace(/(:\d\d(?:\.\d+)?)Z/g, '$1') : cell
}

function sorted(rows: readonly (readonly (string | null)[])[]): (string | null)[][] {
  const key = (row: readonly (string | null)[]) => JSON.stringify(row.map(normalNumber))
  return rows.map((row) => [...row]).sort((a, b) => (key(a) < key(b) ? -1 : 1))
}

function normalNumber(cell: string | null): string | null {
  return cell !== null && numeric.test(cell) ? Number(cell).toPrecision(11) : cell
}

const numeric = /^-?(\d+\.?\d*|\.\d+)(E[+-]?\d+)?$/i

function sameCell(a: string | null, b: string | null): boolean {
  if (a === b) return true
  if (a === null || b === null) return false
  if (numeric.test(a) && numeric.test(b)) {
    const [x, y] = [Number(a), Number(b)]
    return Math.abs(x - y) <= 1e-12 * Math.max(Math.abs(x), Math.abs(y))
  }
  if (/^[[{]/.test(a) && /^[[{]/.test(b)) return sameNested(a, b)
  return false
}

/** Arrays, structs and maps are compared as JSON, their numbers within the same tolerance. */
function sameNested(a: string, b: string): boolean {
  try {
    return sameJson(JSON.parse(a), JSON.parse(b))
  } catch {
    return false
  }
}

function sameJson(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, at) => sameJson(item, b[at]))
  if (typeof a === 'object' && typeof b === 'object' && a !== null && b !== null) {
    const [x, y] = [Object.entries(a), new Map(Object.entries(b))]
    return x.length === y.size && x.every(([key, value]) => y.has(key) && sameJson(value, y.get(key)))
  }
  const text = (value: unknown) => (value === null ? null : String(value))
  return typeof a === typeof b && sameCell(text(a), text(b))
}

/** The text that the truth tables use; `exact` is what Spark prints intervals by. */
export function canonical(
  value: DuckDBValue,
  type: DuckDBType | undefined,
  exact: SqlType | null = null,
): string | null {
  if (value === null) return null
  if (holdsInterval(exact)) return intervalText(value, exact)
  const plain = nested(value)
  if (typeof plain === 'object' && plain !== null) return JSON.stringify(plain)
  if (typeof value === 'number' && type && /DOUBLE|FLOAT/.test(type.toString())) return doubleText(value)
  return String(plain)
}

function holdsInterval(type: SqlType | null): type is SqlType {
  return type?.kind === 'interval' || (type?.kind === 'array' && holdsInterval(type.element))
}

/** Spark casts a column with intervals to text, so an array of them is text as well. */
function intervalText(value: DuckDBValue, type: SqlType | null): string {
  if (value instanceof DuckDBIntervalValue && type?.kind === 'interval') return sparkIntervalText(value, type)
  if (!(value instanceof DuckDBListValue) || type?.kind !== 'array') return String(value)
  return `[${value.items.map((item) => intervalText(item, type.element)).join(', ')}]`
}

export function doubleText(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(15))) : String(value)
}

function nested(value: DuckDBValue): unknown {
  if (value instanceof DuckDBListValue) return value.items.map(inJson)
  if (value instanceof DuckDBStructValue) {
    return Object.fromEntries(Object.entries(value.entries).map(([key, item]) => [key, inJson(item)]))
  }
  if (value instanceof DuckDBMapValue) {
    return Object.fromEntries(value.entries.map(({ key, value: item }) => [String(nested(key)), inJson(item)]))
  }
  if (value instanceof DuckDBDateValue || value instanceof DuckDBTimeValue) return value.toString()
  if (value instanceof DuckDBTimestampValue) return wallTime(value.toString())
  if (value instanceof DuckDBTimestampTZValue) return `${wallTime(new DuckDBTimestampValue(value.micros).toString())}Z`
  if (value instanceof DuckDBBlobValue) return Buffer.from(value.bytes).toString('hex').toUpperCase()
  // PostgreSQL's short word, which the tables have.
  if (value instanceof DuckDBIntervalValue) return value.toString().replace(/\bmonth/g, 'mon')
  if (value instanceof DuckDBDecimalValue) return value.toString()
  return value
}

/** Within JSON every number is one, where JSON has a number for it. */
function inJson(value: DuckDBValue): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  if (typeof value === 'bigint' || value instanceof DuckDBDecimalValue) return Number(value.toString())
  return nested(value)
}

function wallTime(text: string): string {
  return text.replace(' ', 'T')
}
