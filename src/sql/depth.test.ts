import { describe, expect, test } from 'vitest'
import type { QueryDialect } from './dialects/syntax.ts'
import { parseQuery } from './parse-query.ts'
import { printQuery } from './printer.ts'
import { rewrite, walk } from './walk.ts'

const repeat = (count: number, text: string) => text.repeat(count)
const chain = (count: number, item: string, separator: string) =>
  Array.from({ length: count }, () => item).join(separator)

describe('what is long or nested a good deal is read, walked, rewritten and printed', () => {
  test.each<readonly [string, QueryDialect, string]>([
    ['a union of 3,000 branches', 'spark', chain(3000, 'select 1', ' union all ')],
    ['a chain of 2,000 terms', 'spark', `select ${chain(2000, 'a', ' || ')}`],
    ['20,000 conditions', 'redshift', `select a from t where ${chain(20_000, 'a = 1', ' or ')}`],
    ['20,000 joins', 'redshift', `select 1 from s.t ${chain(20_000, 'join s.u on a = b', ' ')}`],
    ['400 parentheses', 'spark', `select ${repeat(400, '(')}1${repeat(400, ')')}`],
    ['400 calls', 'redshift', `select ${repeat(400, 'f(')}1${repeat(400, ')')}`],
    ['80 sub-queries', 'redshift', `select 1 from ${repeat(80, '(select * from ')}t${repeat(80, ')')}`],
    ['200 cases', 'spark', `select ${repeat(200, 'case when a then ')}1${repeat(200, ' end')}`],
  ])('%s', (_, dialect, sql) => {
    const { query } = parseQuery(sql, dialect)
    expect(query).not.toBeNull()
    if (!query) return
    let count = 0
    walk(query, () => {
      count++
    })
    expect(count).toBeGreaterThan(1)
    expect(rewrite(query, (node) => node)).toBe(query)
    expect(parseQuery(printQuery(query, dialect).text, dialect).problem).toBeNull()
  })
})

describe('what is nested without bounds is refused', () => {
  test.each<readonly [string, QueryDialect, string]>([
    ['parentheses', 'spark', `select ${repeat(50_000, '(')}`],
    ['sub-queries', 'spark', `select 1 from ${repeat(50_000, '(select 1 from ')}`],
    ['parentheses around queries', 'spark', `${repeat(50_000, '(')}select 1`],
    ['parentheses around relations', 'spark', `select 1 from ${repeat(50_000, '(')}t`],
    ['calls', 'redshift', `select ${repeat(50_000, 'f(')}`],
    ['not', 'spark', `select ${repeat(50_000, 'not ')}a`],
    ['signs', 'redshift', `select ${repeat(50_000, '- ')}a`],
    ['lambdas', 'spark', `select ${repeat(50_000, 'x -> ')}a`],
    ['cases', 'redshift', `select ${repeat(50_000, 'case ')}`],
    ['types', 'spark', `select cast(a as ${repeat(50_000, 'array<')}`],
    ['casts', 'redshift', `select a${repeat(50_000, '::int')}`],
    ['time zones', 'redshift', `select a${repeat(50_000, " at time zone 'UTC'")}`],
    ['subscripts', 'spark', `select a${repeat(50_000, '[0]')}`],
    ['grouping sets', 'spark', `select 1 group by ${repeat(50_000, 'rollup (')}`],
    ['common table expressions', 'spark', repeat(50_000, 'with a as (')],
  ])('%s', (_, dialect, sql) => {
    expect(parseQuery(sql, dialect).problem?.code).toMatch(/^sql\/(too-deep|unbalanced)$/)
  })
})
