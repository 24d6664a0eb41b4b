import { describe, expect, test } from 'vitest'
import { diagnosticLines } from '../../tests/support/diagnostic-lines.ts'
import { type ConfigEntry, type ConfigOrigin, configEntries, placeOf, readModelConfig } from './model-config.ts'
import { computedValue, type PlainValue } from './value.ts'
import { readYaml } from './yaml.ts'

function entries(text: string, origin: ConfigOrigin): readonly ConfigEntry[] {
  const { document } = readYaml({ path: `${origin}.yml`, text })
  return document?.kind === 'map' ? configEntries(document, origin) : []
}

function read(parts: { folder?: string; properties?: string; file?: string }, kind: 'model' | 'seed' = 'model') {
  const all = (['folder', 'properties', 'file'] as const).flatMap((origin) => entries(parts[origin] ?? '', origin))
  return readModelConfig(all, { kind, name: 'm' })
}

describe('a model configuration', () => {
  test('has defaults', () => {
    const { config, diagnostics } = read({})
    expect(diagnostics).toEqual([])
    expect(config).toMatchObject({
      engine: 'redshift',
      materialized: 'view',
      strategy: null,
      enabled: true,
      keep: 'latest',
    })
  })

  test('takes the later of two settings, and knows its place', () => {
    const { config } = read({
      folder: '{materialized: view, schema: a}',
      properties: '{schema: b}',
      file: '{schema: c}',
    })
    expect(config.schema).toBe('c')
    expect(placeOf(config, 'schema')?.file.path).toBe('file.yml')
    expect(placeOf(config, 'alias')).toBe(null)
  })

  test('adds up tags, meta and hooks', () => {
    const { config } = read({
      folder: '{materialized: table, tags: [a, b], meta: {x: 1, y: 1}, pre_hook: one}',
      file: '{tags: [b, c], meta: {y: 2}, pre-hook: [two, {sql: three}]}',
    })
    expect(config.tags).toEqual(['a', 'b', 'c'])
    expect(config.meta).toEqual({ x: 1, y: 2 })
    expect(config.preHooks.map((hook) => hook.value.text)).toEqual(['one', 'two', 'three'])
  })

  test('leaves out a folder default that does not apply', () => {
    const { config, diagnostics } = read({
      folder: '{unique_key: id, strategy: cdc, dist: id}',
      file: '{materialized: view}',
    })
    expect(diagnostics).toEqual([])
    expect(config).toMatchObject({ uniqueKey: [], strategy: null, dist: null })
  })

  test('leaves out a folder default that the strategy has no use for', () => {
    const folder = '{materialized: incremental, unique_key: id, merge_update_columns: a, predicates: a > 1}'
    const sizes = ['merge', 'delete+insert', 'insert_overwrite', 'append'].map((strategy) => {
      const { config, diagnostics } = read({ folder, file: `{strategy: ${strategy}}` })
      return [diagnostics.length, config.mergeUpdateColumns.length, config.incrementalPredicates.length]
    })
    expect(sizes).toEqual([
      [0, 1, 1],
      [0, 0, 1],
      [0, 0, 0],
      [0, 0, 0],
    ])
  })

  test('does not repeat what a folder default is reported for', () => {
    expect(read({ folder: '{materialised: view, enabled: yes}' }).diagnostics).toEqual([])
  })

  test('takes the same key in YAML and in the file', () => {
    const { config, diagnostics } = read({
      properties: '{incremental_strategy: append, materialized: incremental}',
      file: '{strategy: cdc, unique_key: [a, b]}',
    })
    expect(diagnostics).toEqual([])
    expect(config).toMatchObject({ strategy: 'cdc', uniqueKey: ['a', 'b'] })
  })

  test.each([
    ['{materialized: incremental}', 'append'],
    ['{materialized: incremental, unique_key: id}', 'merge'],
    ['{materialized: table}', null],
  ])('%s has the strategy %s', (file, strategy) => {
    expect(read({ file }).config.strategy).toBe(strategy)
  })

  test('of a disabled model is not judged as a whole', () => {
    expect(read({ file: '{enabled: false, materialized: scd2}' }).diagnostics).toEqual([])
  })

  test('of a seed knows what seeds need', () => {
    const { config, diagnostics } = read(
      { properties: '{delimiter: ";", column_types: {id: bigint}, quote_columns: false}' },
      'seed',
    )
    expect(diagnostics).toEqual([])
    expect(config.delimiter).toBe(';')
    expect(config.columnTypes.get('id')?.value).toBe('bigint')
  })

  test('of a seed refuses what is for models', () => {
    expect(diagnosticLines(read({ properties: '{materialized: table}' }, 'seed').diagnostics)).toEqual([
      '1:2 config/key-does-not-apply "materialized" does not apply to a seed: it is for "staging", "view", "table", "incremental", "scd2", "ephemeral" and "snapshot".',
    ])
  })

  test('lacks a key that its folder makes necessary: said where the model is', () => {
    const file = { path: 'models/m.sql', text: 'select 1' }
    const folder = entries('{materialized: incremental, strategy: cdc}', 'folder')
    const { diagnostics } = readModelConfig(folder, { kind: 'model', name: 'm', span: { file, start: 0, end: 8 } })
    expect(diagnostics.map(({ code, span }) => [code, span?.file.path])).toEqual([['config/needs-key', 'models/m.sql']])
  })
})

describe('the examples of the project format', () => {
  const span = { file: { path: 'models/m.sql', text: '' }, start: 0, end: 0 }

  function written(settings: Readonly<Record<string, PlainValue>>) {
    const file = Object.entries(settings).map(([key, value]) => ({
      key: { value: key, span },
      value: computedValue(value, span),
      origin: 'file' as const,
    }))
    const folder = entries('{materialized: staging}', 'folder')
    const { config, diagnostics } = readModelConfig([...folder, ...file], { kind: 'model', name: 'm' })
    return { config, codes: diagnostics.map(({ code }) => code) }
  }

  test('a staging model', () => {
    expect(written({ unique_key: 'order_id' })).toMatchObject({ config: { uniqueKey: ['order_id'] }, codes: [] })
    expect(written({ keep: 'all' })).toMatchObject({ config: { keep: 'all' }, codes: [] })
  })

  test('the current state of a source table', () => {
    const settings = { materialized: 'incremental', strategy: 'cdc', unique_key: 'order_id', on_delete: 'hard' }
    expect(written(settings)).toMatchObject({ config: { strategy: 'cdc', onDelete: 'hard' }, codes: [] })
  })

  test('every version of a key', () => {
    const scd2 = {
      materialized: 'scd2',
      unique_key: 'customer_id',
      initial_valid_from: '2020-01-01',
      check_cols: 'City',
    }
    const config = { materialized: 'scd2', initialValidFrom: '2020-01-01 00:00:00', checkCols: ['city'] }
    expect(written(scd2)).toMatchObject({ config, codes: [] })
  })

  test('a snapshot', () => {
    const taken = { materialized: 'snapshot', unique_key: 'customer_id', strategy: 'check', check_cols: 'all' }
    const snapshot = { strategy: 'check', checkCols: null, updatedAt: null, hardDeletes: 'ignore' }
    expect(written(taken)).toMatchObject({ config: { materialized: 'snapshot', snapshot }, codes: [] })
  })

  test('what this version does not run is read all the same', () => {
    const recompute = { materialized: 'incremental', strategy: 'recompute', unique_key: 'order_id', static: ['x'] }
    expect(written(recompute)).toMatchObject({ config: { static: ['x'] }, codes: [] })
  })
})
