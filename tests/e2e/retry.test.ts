import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { petShop, readJson, temporaryFolder, tidemill, writeFiles } from '../support/cli.ts'

interface RunResults {
  readonly args: Readonly<Record<string, unknown>>
  readonly results: readonly { readonly unique_id: string; readonly status: string }[]
}

function resultsIn(folder: string): RunResults {
  return readJson(folder, 'target/run_results.json') as RunResults
}

function statuses(folder: string): Record<string, string> {
  return Object.fromEntries(
    resultsIn(folder).results.map(({ unique_id, status }) => [unique_id.split('.').slice(0, 3).join('.'), status]),
  )
}

/** A model whose division fails as long as the variable says so, one below it, and one beside them. */
const project = {
  ...petShop,
  'project.yml': `${petShop['project.yml']}vars: {divisor: 1}\n`,
  'models/shares.sql': `{{config materialized="table"}}
select animal_id, cast('1' || {{#if (eq (var "divisor") 0)}}'x'{{else}}'0'{{/if}} as integer) as share from {{ref "animals"}}
`,
  'models/below.sql': '{{config materialized="table"}}\nselect count(*) as shares from {{ref "shares"}}\n',
}

test('retry goes on with what failed and was skipped, as the last command had it', async () => {
  const cwd = temporaryFolder(project)
  const words = ['build', '--vars', '{divisor: 0}', '--exclude', 'species', '--threads', '1', '--full-refresh']
  const failed = await tidemill(words, { cwd })
  expect(failed.code, failed.stderr).toBe(1)
  expect(statuses(cwd)).toMatchObject({ 'model.pets.shares': 'error', 'model.pets.below': 'skipped' })

  // The same variables: it fails again.
  const again = await tidemill(['retry'], { cwd })
  expect(again.code, again.stderr).toBe(1)
  expect(statuses(cwd)).toEqual({ 'model.pets.shares': 'error', 'model.pets.below': 'skipped' })
  expect(resultsIn(cwd).args).toMatchObject({
    which: 'build',
    vars: '{divisor: 0}',
    exclude: ['species'],
    threads: 1,
    full_refresh: true,
  })

  const mended = await tidemill(['retry', '--vars', '{divisor: 1}', '--threads', '2'], { cwd })
  expect(mended.code, mended.stderr).toBe(0)
  expect(statuses(cwd)).toEqual({ 'model.pets.shares': 'success', 'model.pets.below': 'success' })
  expect(resultsIn(cwd).args).toMatchObject({ vars: '{divisor: 1}', threads: 2, exclude: ['species'] })

  const nothing = await tidemill(['retry'], { cwd })
  expect([nothing.code, nothing.stdout]).toEqual([0, ''])
  expect(nothing.stderr).toBe('Nothing to retry: `tidemill build` has finished all that it began.\n')
})

test('a model that a test held back is retried with all of its tests, and with what was below', async () => {
  const model = 'models/animals_for_sale.sql'
  const twice = `${petShop[model]?.trimEnd()}\nunion all select 1, 'cat', 1.00\n`
  const cwd = temporaryFolder({ ...petShop, [model]: twice })
  const failed = await tidemill(['build'], { cwd })
  expect(failed.code, failed.stderr).toBe(1)
  writeFiles(cwd, { [model]: petShop[model] ?? '' })
  const mended = await tidemill(['retry'], { cwd })
  expect(mended.code, mended.stderr).toBe(0)
  expect(statuses(cwd)).toEqual({
    'model.pets.animals_for_sale': 'success',
    'model.pets.species': 'success',
    'test.pets.unique_animals_for_sale_animal_id': 'pass',
    'test.pets.not_null_animals_for_sale_animal_id': 'pass',
    'test.pets.unique_species_species': 'pass',
  })
})

test('after Ctrl-C what did not come to its turn is left', async () => {
  const numbers = `n\n${Array.from({ length: 1000 }, (_, index) => index).join('\n')}\n`
  const product = ['a', 'b', 'c', 'd'].map((name) => `{{ref "numbers"}} as ${name}`).join(' cross join ')
  const cwd = temporaryFolder({
    ...petShop,
    'seeds/numbers.csv': numbers,
    'models/endless.sql': `{{config materialized="table"}}
select count(*) as amount from ${product} where a.n + b.n + c.n + d.n > 7\n`,
    'models/below.sql': '{{config materialized="table"}}\nselect amount from {{ref "endless"}}\n',
  })
  const { code } = await tidemill(['build', '--select', 'numbers', 'endless', 'below'], {
    cwd,
    onStderr: (text, child) => {
      if (text.includes('START sql table model shop.endless')) setTimeout(() => child.kill('SIGINT'), 200)
    },
  })
  expect(code).toBe(130)
  const left = { 'model.pets.endless': 'error', 'model.pets.below': 'skipped' }
  expect(statuses(cwd)).toEqual({ 'seed.pets.numbers': 'success', ...left })
  writeFiles(cwd, { 'models/endless.sql': '{{config materialized="table"}}\nselect 1 as amount\n' })
  const retried = await tidemill(['retry'], { cwd })
  expect(retried.code, retried.stderr).toBe(0)
  expect(Object.keys(statuses(cwd)).sort()).toEqual(Object.keys(left).sort())
})

test('without a run before there is nothing to go on with', async () => {
  const cwd = temporaryFolder(petShop)
  const none = await tidemill(['retry'], { cwd })
  expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('error cli/no-run-before')])
  expect(none.stderr).toContain('There is no target/run_results.json.')

  await tidemill(['seed'], { cwd })
  writeFiles(cwd, { 'target/run_results.json': '{"args": {"which": "docs"}, "results": []}' })
  const foreign = await tidemill(['retry', '--json'], { cwd })
  expect([foreign.code, foreign.stdout]).toEqual([2, expect.stringContaining('cli/no-run-before')])
  rmSync(join(cwd, 'target'), { recursive: true })

  const narrowed = await tidemill(['retry', '--select', 'species'], { cwd })
  expect([narrowed.code, narrowed.stderr]).toEqual([2, expect.stringContaining('cli/unknown-option')])
})
