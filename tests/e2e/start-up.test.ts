import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { petShop, temporaryFolder, tidemill } from '../support/cli.ts'

/** The files of the bundle, and of packages, that Node loads for a command. */
async function loadedBy(words: readonly string[]): Promise<string[]> {
  const coverage = temporaryFolder()
  await tidemill(words, { cwd: temporaryFolder(petShop), env: { NODE_V8_COVERAGE: coverage } })
  return readdirSync(coverage).flatMap((name) => {
    const { result } = JSON.parse(readFileSync(join(coverage, name), 'utf8')) as { result: readonly { url: string }[] }
    return result
      .map(({ url }) => url)
      .filter((url) => url.startsWith('file:'))
      .map((url) => fileURLToPath(url))
  })
}

const holds = (files: readonly string[], words: RegExp) =>
  files.filter((file) => words.test(readFileSync(file, 'utf8')))

test('--version loads next to nothing', async () => {
  const files = await loadedBy(['--version'])
  expect(files.some((file) => file.endsWith('dist/cli/main.js'))).toBe(true)
  expect(holds(files, /commanderError|CommanderError/)).toEqual([])
  expect(files.reduce((bytes, file) => bytes + readFileSync(file).length, 0)).toBeLessThan(10_000)
})

test.each([['--help'], ['build --help'], ['bild']])('%s loads neither DuckDB nor the compiler', async (words) => {
  const files = await loadedBy(words.split(' '))
  expect(holds(files, /CommanderError/)).toHaveLength(1)
  expect(files.filter((file) => file.includes('@duckdb'))).toEqual([])
  expect(holds(files, /ref\/unknown|YAMLParseError|BLOCK_SCALAR|DirectedGraph/)).toEqual([])
})

test.each([['parse'], ['compile'], ['ls'], ['init elsewhere']])('%s loads no engine', async (words) => {
  const files = await loadedBy(words.split(' '))
  expect(files.filter((file) => /@duckdb|node_modules\/(@aws-sdk|@smithy|knex|pg)\//.test(file))).toEqual([])
})

test('build loads DuckDB, so that the tests above can fail', async () => {
  const files = await loadedBy(['build'])
  expect(files.some((file) => file.includes('@duckdb'))).toBe(true)
  expect(files.filter((file) => /node_modules\/(@aws-sdk|@smithy|knex|pg)\//.test(file))).toEqual([])
  expect(holds(files, /statisticsTruncateLength/)).toEqual([])
})

test('cdc simulate loads what writes Parquet, and no engine', async () => {
  const files = await loadedBy(['cdc', 'simulate', 'nothing.yml'])
  expect(holds(files, /statisticsTruncateLength/)).not.toEqual([])
  expect(files.filter((file) => /@duckdb|node_modules\/(knex|pg)\//.test(file))).toEqual([])
})
