import { DuckDBInstance } from '@duckdb/node-api'
import { queryTypes } from '../../src/analysis/types/infer-types.ts'
import { coreFunctions } from '../../src/catalog/core.ts'
import { findFunction } from '../../src/catalog/functions.ts'
import { nameOf } from '../../src/catalog/write.ts'
import { parseQuery } from '../../src/sql/parse-query.ts'
import { printQuery } from '../../src/sql/printer.ts'
import { walk } from '../../src/sql/walk.ts'
import { translateQuery } from '../../src/translate/translate-query.ts'
import {
  type CaseResult,
  type ConformanceCase,
  type ConformanceDialect,
  judge,
  judgeText,
  openDuckdb,
  readCases,
} from '../conformance/harness.ts'
import { translateWithSqlglot } from './sqlglot.ts'

/**
 * `npm run bench:dialects`: the truth tables' statements on DuckDB, said by us, by sqlglot, and as they are written.
 * Values alone count, not types; an engine's own refusal wants a refusal.
 */
interface Score {
  right: number
  wrong: number
  refused: number
  /** For all statements, the engine's own time left out. */
  ms: number
}

type Outcome = 'right' | 'wrong' | 'refused'

const none = (): Score => ({ right: 0, wrong: 0, refused: 0, ms: 0 })

/** The time of our translation alone, once warm. */
function timeOurs(cases: readonly ConformanceCase[], dialect: ConformanceDialect): number {
  const once = () => {
    const begin = performance.now()
    for (const { sql } of cases) {
      const { query } = parseQuery(sql, dialect)
      if (!query) continue
      const types = queryTypes(query, dialect, () => 'unknown')
      printQuery(translateQuery(query, { from: dialect, to: 'duckdb', relations: () => null, types }).query, 'duckdb')
    }
    return performance.now() - begin
  }
  once()
  return once()
}

/** Whether a statement calls nothing but what docs/dialects.md lists as the core. */
function isOfCore({ sql }: ConformanceCase, dialect: ConformanceDialect): boolean {
  const { query } = parseQuery(sql, dialect)
  if (!query) return false
  const core = coreFunctions[dialect]
  let isCore = true
  walk(query, (node) => {
    if (node.kind !== 'call' || node.name.length > 1) return
    const entry = findFunction(dialect, nameOf(node))
    if (!entry || ![entry.name, ...entry.aliases].some((name) => core.has(name))) isCore = false
  })
  return isCore
}

/** How many of the core's statements have the engine's value and, where the tables say one, its type. */
async function coreScore(dialect: ConformanceDialect): Promise<string> {
  const cases = readCases(dialect).filter((one) => isOfCore(one, dialect))
  const connection = await openDuckdb()
  const counts = new Map<CaseResult['outcome'], number>()
  for (const expected of cases) {
    const { outcome } = await judge(connection, dialect, expected)
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  }
  connection.closeSync()
  const right = counts.get('right') ?? 0
  const rest = [...counts].flatMap(([outcome, count]) => (outcome === 'right' ? [] : [`${count} ${outcome}`]))
  const share = ((100 * right) / cases.length).toFixed(1)
  return `core: ${right} of ${cases.length} (${share} %) with value and type${rest.length > 0 ? `; ${rest.join(', ')}` : ''}`
}

async function scores(dialect: ConformanceDialect): Promise<Readonly<Record<string, Score>>> {
  const cases = readCases(dialect)
  const [ours, sqlglot, raw] = [none(), none(), none()]
  const withMacros = await openDuckdb()
  const plain = await (await DuckDBInstance.create(':memory:', { threads: '2' })).connect()
  await plain.run("set timezone = 'UTC'")
  const translations = translateWithSqlglot(cases.map(({ sql }) => ({ dialect, sql })))
  for (const [index, expected] of cases.entries()) {
    const { outcome } = await judge(withMacros, dialect, expected)
    const isOurs = outcome === 'untyped' || outcome === 'mistyped' ? 'right' : outcome
    ours[isOurs === 'unreadable' ? 'refused' : isOurs]++
    const other = translations[index]
    sqlglot[other?.sql ? await outcomeOf(other.sql, expected) : refusal(expected)]++
    sqlglot.ms += other?.ms ?? 0
    raw[await outcomeOf(expected.sql, expected)]++
  }
  ours.ms = timeOurs(cases, dialect)
  return { 'our translation': ours, sqlglot, 'as it is written': raw }

  async function outcomeOf(sql: string, expected: ConformanceCase): Promise<Outcome> {
    const { verdict } = await judgeText(plain, sql, expected, [])
    if (verdict === 'refused') return refusal(expected)
    return verdict === 'same' ? 'right' : 'wrong'
  }
}

/** What the engine refuses as well is rightly refused. */
function refusal({ error }: ConformanceCase): Outcome {
  return error === null ? 'refused' : 'right'
}

for (const dialect of ['spark', 'redshift'] as const) {
  const byWay = await scores(dialect)
  console.log(
    `\n${dialect.padEnd(20)}${['right value', 'silently wrong', 'refused', 'ms each'].map((title) => title.padStart(18)).join('')}`,
  )
  for (const [way, { right, wrong, refused, ms }] of Object.entries(byWay)) {
    const all = right + wrong + refused
    const counted = [right, wrong, refused].map(
      (count) => `${count}  ${((100 * count) / all).toFixed(1).padStart(5)} %`,
    )
    const cells = [...counted, ms === 0 ? '' : (ms / all).toFixed(2)]
    console.log(`${way.padEnd(20)}${cells.map((cell) => cell.padStart(18)).join('')}`)
  }
  console.log(await coreScore(dialect))
}
