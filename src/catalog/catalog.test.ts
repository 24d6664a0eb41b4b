import { describe, expect, test } from 'vitest'
import { duckdbMacros, macrosVersion } from './duckdb-macros.ts'
import { findFunction, functions } from './functions.ts'
import { postgresFunctions, postgresFunctionsVersion } from './postgres-functions.ts'
import { onPostgres } from './redshift/on-postgres/functions.ts'
import { renderDialects } from './render.ts'

describe.each(['spark', 'redshift'] as const)('%s', (dialect) => {
  test('each name stands once', () => {
    const names = functions[dialect].flatMap((entry) => [entry.name, ...entry.aliases])
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  })

  test('names are in lower case, summaries are sentences', () => {
    const odd = functions[dialect].filter(({ name, summary }) => name !== name.toLowerCase() || !summary.endsWith('.'))
    expect(odd.map(({ name }) => name)).toEqual([])
  })

  test('an entry is found by its aliases', () => {
    expect(findFunction(dialect, dialect === 'spark' ? 'substr' : 'nvl')?.name).toMatch(/^(substring|coalesce)$/)
    expect(findFunction(dialect, 'no_such_function')).toBeNull()
  })
})

test('macros have one name each, stand on one line and can be made again', () => {
  const names = duckdbMacros().map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  for (const { name, sql } of duckdbMacros()) {
    expect(sql.startsWith(`create or replace macro tidemill.${name}(`)).toBe(true)
    expect(sql).not.toMatch(/\n|--|\/\*/)
  }
})

test('a macro uses only macros that stand above it', () => {
  const seen = new Set<string>()
  const early: string[] = []
  for (const { name, sql } of duckdbMacros()) {
    const used = [...sql.slice(sql.indexOf('(')).matchAll(/tidemill\.(\w+)/g)].map((match) => match[1] ?? '')
    early.push(...used.filter((other) => !seen.has(other)).map((other) => `${name} uses ${other}`))
    seen.add(name)
  }
  expect(early).toEqual([])
})

test('a function of PostgreSQL uses only functions that stand above it, or itself', () => {
  const seen = new Set<string>()
  const early: string[] = []
  for (const { name, sql } of postgresFunctions()) {
    expect(sql).toMatch(new RegExp(`^create or replace (function|aggregate) tidemill\\.${name}\\(`))
    seen.add(name)
    const used = [...sql.matchAll(/tidemill\.(\w+)/g)].map((match) => match[1] ?? '')
    early.push(...used.filter((other) => !seen.has(other)).map((other) => `${name} uses ${other}`))
  }
  expect(early).toEqual([])
})

test('what is written for PostgreSQL belongs to an entry', () => {
  const names = new Set(functions.redshift.map(({ name }) => name))
  expect(Object.keys(onPostgres).filter((name) => !names.has(name))).toEqual([])
})

test('the versions are hashes of all macros and functions', () => {
  expect(macrosVersion).toMatch(/^[0-9a-f]{32}$/)
  expect(postgresFunctionsVersion).toMatch(/^[0-9a-f]{32}$/)
})

test('the documentation names every function', () => {
  const text = renderDialects()
  expect(text).toContain('| `add_months` | 2 |')
  expect(text).toContain('| `listagg` | 1–2 |')
})
