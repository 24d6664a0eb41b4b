import { expect, test } from 'vitest'
import { coreFunctions } from './core.ts'
import { findFunction } from './functions.ts'

test.each(['spark', 'redshift'] as const)(
  'the catalogue can say the core functions of %s, and knows their types',
  (dialect) => {
    const entries = [...coreFunctions[dialect]].map((name) => [name, findFunction(dialect, name)] as const)
    expect(entries.filter(([, entry]) => !entry || entry.duckdb.kind === 'refused').map(([name]) => name)).toEqual([])
    const generators = ['explode', 'posexplode']
    const untyped = entries.filter(([name, entry]) => entry?.returns === null && !generators.includes(name))
    expect(untyped.map(([name]) => name)).toEqual([])
  },
)
