import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { repository, tidemill } from '../support/cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'tidemill-renamed-'))
for (const part of ['models', 'macros', 'tests/data', 'seeds', 'profiles', 'project.yml']) {
  cpSync(join(repository, part), join(folder, part), { recursive: true })
}
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The places that a compile reports after one edit of the sample project, without data and without an engine. */
async function placesAfter(file: string, from: string, to: string): Promise<readonly string[]> {
  const path = join(folder, file)
  const before = readFileSync(path, 'utf8')
  expect(before.split(from)).toHaveLength(2)
  writeFileSync(path, before.replace(from, to))
  const { stdout } = await tidemill(['compile', '--json'], { cwd: folder })
  writeFileSync(path, before)
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: readonly { code: string; severity: string; file: string; line: number; column: number }[]
  }
  return diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ file: where, line, column, code }) => {
      const text = readFileSync(join(folder, where), 'utf8').split('\n')[line - 1] ?? ''
      return `${where}: ${text.slice(column - 1).match(/^[\w.]+/)?.[0]} ${code}`
    })
}

test('a column that is renamed in an entity breaks what reads it', async () => {
  expect(await placesAfter('models/entities/orders.sql', '  ship_method_id,', '  ship_method_id as ship_by,')).toEqual([
    'models/facts/fct_orders.sql: ship_method_id column/unknown',
  ])
})

test('a column that is renamed in Spark SQL breaks the entity over it, across the engines', async () => {
  const found = await placesAfter('models/staging/stg_products.sql', 'as list_price', 'as price_listed')
  expect(found).toEqual([
    'models/entities/products.sql: list_price column/unknown',
    'models/staging/staging.yml: list_price properties/unknown-column',
  ])
})

test('it is found within a macro’s argument, and in the YAML that tests it', async () => {
  const found = await placesAfter('models/entities/orders.sql', '  total_amount,', '  total_amount as total_paid,')
  expect(found).toEqual([
    'models/entities/entities.yml: total_amount properties/unknown-column',
    'models/facts/fct_loyalty_orders.sql: total_amount column/unknown',
    'models/facts/fct_orders.sql: total_amount column/unknown',
  ])
})
