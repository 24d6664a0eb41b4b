import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { analyseQuery } from '../../src/analysis/analyse-query.ts'
import { typeProblems } from '../../src/analysis/checks/type-problems.ts'
import { inferTypes } from '../../src/analysis/types/infer-types.ts'
import type { SourceDialect } from '../../src/catalog/entry.ts'
import { parse } from '../support/analyse-sql.ts'

interface Verdicts {
  /** An expression of each type. */
  readonly values: Readonly<Record<string, string>>
  readonly from?: string
  /** By operator or place: what the engine refuses. */
  readonly refused: Readonly<Record<string, readonly string[]>>
}

function read(engine: string): Verdicts {
  return JSON.parse(readFileSync(new URL(`./data/verdicts.${engine}.json`, import.meta.url), 'utf8')) as Verdicts
}

const places: Readonly<Record<string, (value: string, from: string) => string>> = {
  where: (value, from) => `select 1 ${from} where ${value}`,
  and: (value, from) => `select true and ${value} ${from}`,
  not: (value, from) => `select not ${value} ${from}`,
  when: (value, from) => `select case when ${value} then 1 end ${from}`,
  sum: (value, from) => `select sum(${value}) ${from}`,
  avg: (value, from) => `select avg(${value}) ${from}`,
}

/** What our checker refuses, by operator or place, in the words of the file. */
function ours({ values, from = '', refused }: Verdicts, dialect: SourceDialect): Record<string, string[]> {
  const names = Object.keys(values)
  const isRefused = (sql: string) => {
    const analysis = analyseQuery(parse(sql, dialect), dialect, () => 'unknown')
    return typeProblems(analysis, inferTypes(analysis)).length > 0
  }
  return Object.fromEntries(
    Object.keys(refused).map((operator) => {
      const place = places[operator]
      if (place) return [operator, names.filter((name) => isRefused(place(values[name] ?? '', from)))]
      const isSet = operator === 'union' || operator === 'except'
      const sql = (a: string, b: string) =>
        isSet
          ? `select ${values[a]} as x ${from} ${operator} select ${values[b]} as x ${from}`
          : `select ${values[a]} ${operator} ${values[b]} ${from}`
      return [operator, names.flatMap((a) => names.filter((b) => isRefused(sql(a, b))).map((b) => `${a} ${b}`))]
    }),
  )
}

test('refuses the operands and places that Spark refuses, and no others', () => {
  const verdicts = read('spark')
  expect(ours(verdicts, 'spark')).toEqual(verdicts.refused)
})

/**
 * Redshift casts text, takes whole numbers for conditions and adds days to timestamps where PostgreSQL does not, and `%`
 * has a double there too.
 */
const looser = /\bstr\b|^int$|^(ts|tstz) int$|^int (ts|tstz)$|dbl/

test('refuses for Redshift nothing that PostgreSQL takes, and leaves out no more than Redshift’s own casts', () => {
  const { refused, ...verdicts } = read('postgresql')
  const found = ours({ ...verdicts, refused }, 'redshift')
  for (const [operator, list] of Object.entries(refused)) {
    expect(list).toEqual(expect.arrayContaining(found[operator] ?? []))
    const missed = list.filter((pair) => !found[operator]?.includes(pair))
    expect(missed.filter((pair) => !looser.test(pair))).toEqual([])
  }
})
