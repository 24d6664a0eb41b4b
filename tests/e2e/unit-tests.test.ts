import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { petShop, readJson, temporaryFolder, tidemill, writeFiles } from '../support/cli.ts'

const tests = (share: string) => `unit_tests:
  - name: halves
    model: shares
    config: {tags: [quick]}
    given: [{input: ref('animals'), rows: [{animal_id: 1}, {animal_id: 3}]}]
    expect: {rows: [{animal_id: 1, share: 0}, {animal_id: 3, share: ${share}}]}
`

const project = {
  ...petShop,
  // Of a server that is not there, and a secret that nobody has set.
  'profiles/away.yml': `engines:
  spark: {type: duckdb, path: warehouse.duckdb}
  redshift: {type: postgres, host: 127.0.0.1, port: 1, database: away, user: me, password: '{{env_var "NOT_SET"}}'}
`,
  'models/shares.sql':
    '{{config materialized="table"}}\nselect animal_id, animal_id / 2 as share from {{ref "animals"}}\n',
  'models/below.sql': '{{config materialized="table"}}\nselect count(*) as shares from {{ref "shares"}}\n',
  'models/units.yml': tests('1.5'),
}

function statuses(folder: string): Record<string, string> {
  const { results } = readJson(folder, 'target/run_results.json') as {
    readonly results: readonly { readonly unique_id: string; readonly status: string }[]
  }
  return Object.fromEntries(results.map(({ unique_id, status }) => [unique_id, status]))
}

const own = 'unit_test.pets.shares.halves'

test('a unit test runs without a database, stops the build of its model, and lets it go on when it passes', async () => {
  const cwd = temporaryFolder(project)
  const warehouse = join(cwd, 'warehouse.duckdb')
  const alone = await tidemill(['test', '--select', 'test_type:unit', '--target', 'away'], { cwd })
  expect([alone.code, existsSync(warehouse)]).toEqual([1, false])
  expect(alone.stderr).toContain('1.5 → 1')
  expect(statuses(cwd)).toEqual({ [own]: 'fail' })

  const built = await tidemill(['build', '--json'], { cwd })
  expect(built.code, built.stderr).toBe(1)
  const skipped = { 'model.pets.shares': 'skipped', 'model.pets.below': 'skipped' }
  expect(statuses(cwd)).toMatchObject({ [own]: 'fail', ...skipped, 'seed.pets.animals': 'success' })
  const lines = built.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  const finished = lines.find(({ event, node }) => event === 'finish' && node === own)
  expect(finished).toMatchObject({ status: 'fail', failures: 1 })
  expect(finished?.message).toContain('1 changed, 1 as expected')

  writeFiles(cwd, { 'models/units.yml': tests('1') })
  const again = await tidemill(['retry'], { cwd })
  expect(again.code, again.stderr).toBe(0)
  expect(statuses(cwd)).toEqual({ [own]: 'pass', 'model.pets.shares': 'success', 'model.pets.below': 'success' })

  // Nothing is built, so nothing has to be held back.
  const nothing = await tidemill(['build'], { cwd })
  expect([nothing.code, statuses(cwd)]).toEqual([0, {}])
})

test('unit tests are listed, selected and in the manifest as in dbt', async () => {
  const cwd = temporaryFolder(project)
  const listed = async (...words: string[]) => (await tidemill(['ls', ...words], { cwd })).stdout.trim().split('\n')
  const selector = 'unit_test:pets.halves'
  expect(await listed('--resource-type', 'unit_test')).toEqual([selector])
  expect(await listed('--select', 'halves')).toEqual([selector])
  expect(await listed('--select', 'shares')).toContain(selector)
  await tidemill(['parse'], { cwd })
  const { unit_tests } = readJson(cwd, 'target/manifest.json') as { readonly unit_tests: Record<string, unknown> }
  expect(unit_tests[own]).toMatchObject({
    resource_type: 'unit_test',
    model: 'shares',
    fqn: ['pets', 'shares', 'halves'],
    given: [{ input: "ref('animals')", format: 'dict', fixture: null, rows: [{ animal_id: 1 }, { animal_id: 3 }] }],
    expect: { format: 'dict', fixture: null },
    depends_on: { macros: [], nodes: ['model.pets.shares'] },
    config: { enabled: true, tags: ['quick'], meta: {} },
  })
})
