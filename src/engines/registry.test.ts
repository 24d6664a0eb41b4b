import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { openEngine } from './registry.ts'

test('opens the adapter that the configuration names', async () => {
  const engine = await openEngine({ type: 'duckdb', path: ':memory:' })
  expect(engine.adapter).toBe('duckdb')
  await engine.close()
})

test('says so when there is no such adapter', async () => {
  await expect(openEngine({ type: 'glue' })).rejects.toMatchObject({
    kind: 'unsupported',
    message: 'The engine type "glue" is not available in this version.',
  })
})

test('loads no engine before one is opened', () => {
  const script = `
    await import(${JSON.stringify(new URL('./registry.ts', import.meta.url).href)})
    const { createRequire } = await import('node:module')
    console.log(Object.keys(createRequire(import.meta.url).cache).filter((file) => /duckdb|node_modules.(knex|pg)\\b/.test(file)).length)`
  const printed = execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script])
  expect(printed.toString().trim()).toBe('0')
})
