import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { describe, expect, test } from 'vitest'
import {
  changed,
  changeProject,
  jsonLines,
  petShop,
  readJson,
  temporaryFolder,
  tidemill,
  writeFiles,
} from '../support/cli.ts'

interface RunResults {
  readonly args: { readonly which: string; readonly full_refresh: boolean }
  readonly results: readonly { readonly unique_id: string; readonly status: string; readonly failures: number | null }[]
}

const resultsIn = (folder: string) => readJson(folder, 'target/run_results.json') as RunResults

const failing = changed(petShop, {
  'tests/no_cats.sql': 'select species from {{ref "animals_for_sale"}} where species = \'cat\'\n',
})

describe('build', () => {
  test('tells on stderr what people grep for, and nothing on stdout', async () => {
    const { code, stdout, stderr } = await tidemill(['build'], { cwd: temporaryFolder(petShop) })
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    expect(stderr).toContain('Found 2 models, 1 seed, 3 data tests\n')
    expect(stderr).toContain("Concurrency: 2 threads (target='local')\n")
    expect(stderr).toMatch(/^1 of 6 START seed file raw\.animals \.+ \[RUN\]$/m)
    expect(stderr).toMatch(/^1 of 6 OK loaded seed file raw\.animals \.+ \[INSERT 3 in \d\.\d\ds\]$/m)
    expect(stderr).toMatch(/^\d of 6 OK created sql view model shop\.animals_for_sale \.+ \[SUCCESS in \d\.\d\ds\]$/m)
    expect(stderr).toMatch(/^\d of 6 OK created sql table model shop\.species \.+ \[SUCCESS 2 in \d\.\d\ds\]$/m)
    expect(stderr).toMatch(/^\d of 6 PASS unique_species_species \.+ \[PASS in \d\.\d\ds\]$/m)
    expect(stderr).toMatch(/^shop\.species +table +2 +\d\.\d\ds$/m)
    expect(stderr).toMatch(/^Completed successfully$/m)
    expect(stderr).toMatch(/^Done\. PASS=6 WARN=0 ERROR=0 SKIP=0 NO-OP=0 REUSED=0 TOTAL=6$/m)
    expect(stderr).toContain('tidemill show --select species')
    expect(stderr).not.toContain('\x1b')
  })

  test('says so when there is nothing to do', async () => {
    const cwd = temporaryFolder(petShop)
    await tidemill(['build'], { cwd })
    const { code, stderr } = await tidemill(['build'], { cwd })
    expect(code).toBe(0)
    expect(stderr).toContain('Nothing to do: 6 nodes as they should be.')
    expect(stderr).not.toContain('START')
  })

  test('--quiet says nothing when all is well', async () => {
    const cwd = temporaryFolder(petShop)
    expect(await tidemill(['build', '-q'], { cwd })).toMatchObject({ code: 0, stdout: '', stderr: '' })
  })

  test('--json prints lines of events, the summary last', async () => {
    const { code, stdout } = await tidemill(['build', '--json'], { cwd: temporaryFolder(petShop) })
    const lines = jsonLines(stdout)
    expect(code).toBe(0)
    expect(lines.at(0)).toEqual({
      event: 'start',
      node: 'seed.pets.animals',
      status: 'started',
      rows: null,
      seconds: null,
      message: null,
    })
    expect(lines.find((line) => line.event === 'finish' && line.node === 'model.pets.species')).toMatchObject({
      status: 'success',
      rows: 2,
      seconds: expect.any(Number),
      message: null,
    })
    expect(lines.at(-1)).toMatchObject({ event: 'summary', counts: { success: 3, pass: 3, error: 0 }, total: 6 })
  })

  test('a failing test is exit code 1: what is below is skipped, and all of it is in run_results.json', async () => {
    const cwd = temporaryFolder(failing)
    const { code, stdout, stderr } = await tidemill(['build'], { cwd })
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/^\d of 7 FAIL 2 no_cats \.+ \[FAIL 2 in \d\.\d\ds\]$/m)
    expect(stderr).toMatch(/^\d of 7 ERROR creating sql view model shop\.animals_for_sale \.+ \[ERROR in \d\.\d\ds\]$/m)
    expect(stderr).toMatch(/^\d of 7 SKIP relation shop\.species \.+ \[SKIP\]$/m)
    expect(stderr).toContain('Failure in test no_cats (tests/no_cats.sql)')
    expect(stderr).toContain('target/compiled/pets/tests/no_cats.sql')
    expect(stderr).toContain('Completed with 2 errors')
    const { args, results } = resultsIn(cwd)
    expect(args).toMatchObject({ which: 'build', full_refresh: false })
    expect(results.find((result) => result.unique_id === 'test.pets.no_cats')).toMatchObject({
      status: 'fail',
      failures: 2,
    })
    expect(results.find((result) => result.unique_id === 'model.pets.species')).toMatchObject({ status: 'skipped' })
  })

  test('--quiet still tells what failed', async () => {
    const { code, stderr } = await tidemill(['build', '--quiet'], { cwd: temporaryFolder(failing) })
    expect(code).toBe(1)
    expect(stderr).toContain('Failure in test no_cats')
    expect(stderr).not.toContain('START')
  })

  test('an error of the engine leads to the line of the template', async () => {
    const cwd = temporaryFolder(
      changed(petShop, {
        'models/bad_cast.sql':
          '{{config materialized="table"}}\nselect\n  cast(species as integer) as n\nfrom {{ref "animals"}}\n',
      }),
    )
    const { code, stderr } = await tidemill(['build'], { cwd })
    expect(code).toBe(1)
    expect(stderr).toMatch(/models\/bad_cast\.sql:\d+:\d+ {2}error engine\/failed/)
    expect(stderr).not.toMatch(/^\s+at /m)
  })

  test('a locked database is exit code 75, and --wait waits', async () => {
    const cwd = temporaryFolder(petShop)
    await tidemill(['build'], { cwd })
    const instance = await DuckDBInstance.create(join(cwd, 'warehouse.duckdb'))
    const refused = await tidemill(['build'], { cwd })
    expect(refused.code).toBe(75)
    expect(refused.stderr).toContain('error run/locked')
    expect((await tidemill(['show', '-s', 'species'], { cwd })).code).toBe(75)
    const waiting = tidemill(['build', '--wait', '30'], { cwd })
    setTimeout(() => instance.closeSync(), 500)
    expect((await waiting).code).toBe(0)
  })

  test('Ctrl-C stops the statement, tells what was finished, and the next build goes on', async () => {
    const numbers = `n\n${Array.from({ length: 1000 }, (_, index) => index).join('\n')}\n`
    const cwd = temporaryFolder(
      changed(petShop, {
        'seeds/numbers.csv': numbers,
        'models/endless.sql':
          '{{config materialized="table"}}\nselect count(*) as amount from {{ref "numbers"}} a cross join {{ref "numbers"}} b cross join {{ref "numbers"}} c cross join {{ref "numbers"}} d where a.n + b.n + c.n + d.n > 7\n',
      }),
    )
    const { code, stderr } = await tidemill(['build'], {
      cwd,
      onStderr: (text, child) => {
        if (text.includes('START sql table model shop.endless')) setTimeout(() => child.kill('SIGINT'), 200)
      },
    })
    expect(code).toBe(130)
    expect(stderr).toContain('Interrupted.')
    expect(resultsIn(cwd).results.find((result) => result.unique_id === 'seed.pets.numbers')).toMatchObject({
      status: 'success',
    })
    writeFiles(cwd, { 'models/endless.sql': 'select 1 as amount\n' })
    expect((await tidemill(['build'], { cwd })).code).toBe(0)
  })
})

describe('other commands', () => {
  test('run builds models alone, test tests what is there, seed loads seeds', async () => {
    const cwd = temporaryFolder(petShop)
    const kinds = async (command: string) => {
      await tidemill([command], { cwd })
      const { args, results } = resultsIn(cwd)
      return [args.which, ...new Set(results.map((result) => result.unique_id.split('.')[0]))]
    }
    expect(await kinds('seed')).toEqual(['seed', 'seed'])
    expect(await kinds('run')).toEqual(['run', 'model'])
    expect(await kinds('test')).toEqual(['test', 'test'])
  })

  test('show prints rows and nothing else on stdout', async () => {
    const cwd = temporaryFolder(petShop)
    await tidemill(['build'], { cwd })
    const show = async (...words: string[]) => (await tidemill(['show', ...words], { cwd })).stdout
    expect(JSON.parse(await show('-s', 'species', '--output', 'json'))).toEqual(
      expect.arrayContaining([
        { species: 'cat', animals: 2, worth: 30.25 },
        { species: 'dog', animals: 1, worth: 35.5 },
      ]),
    )
    expect(
      await show('--inline', 'select 1.50::decimal(5,2) as price, 9007199254740993 as big, null as nothing', '--json'),
    ).toBe('[\n  {"price": 1.50, "big": 9007199254740993, "nothing": null}\n]\n')
    expect(await show('--inline', `select 'a,"b"' as t, '' as e, null as n`, '--output', 'csv')).toBe(
      't,e,n\r\n"a,""b""","",\r\n',
    )
    expect(await show('--inline', 'select species from {{ref "animals"}} order by animal_id', '--limit', '2')).toBe(
      'species\n───────\ncat\ndog\n',
    )
    expect(JSON.parse(await show('-s', 'animals', '--limit', '-1', '--json'))).toHaveLength(3)
  })

  test('show names what is wrong with its query', async () => {
    const { code, stdout, stderr } = await tidemill(['show', '--inline', 'select * from {{ref "anmals"}}'], {
      cwd: temporaryFolder(petShop),
    })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('--inline:1:21  error ref/unknown')
  })

  test('plan prints the steps of a build and changes nothing', async () => {
    const cwd = temporaryFolder(petShop)
    const { code, stdout } = await tidemill(['plan', '--json'], { cwd })
    const { steps } = JSON.parse(stdout) as { steps: Record<string, unknown>[] }
    expect(code).toBe(0)
    expect(steps.find((step) => step.node === 'model.pets.species')).toMatchObject({
      id: expect.any(String),
      kind: 'build',
      engine: 'redshift',
      after: expect.any(Array),
      why: expect.any(String),
    })
    expect(existsSync(join(cwd, 'warehouse.duckdb'))).toBe(false)
    expect((await tidemill(['plan'], { cwd })).stdout).toMatch(/build +species +redshift/)
  })

  test('cdc status follows the change files', async () => {
    const cwd = temporaryFolder(changeProject)
    const status = async () => {
      const { code, stdout } = await tidemill(['cdc', 'status', '--json'], { cwd })
      expect(code).toBe(0)
      return JSON.parse(stdout) as object
    }
    expect(await status()).toMatchObject({
      sources: [{ source: 'shop', table: 'orders', mode: 'cdc', pending_files: 1, applied_files: 0, open_batch: null }],
      tasks: [],
    })
    expect((await tidemill(['build'], { cwd })).code).toBe(0)
    expect(await status()).toMatchObject({ sources: [{ pending_files: 0, applied_files: 1, open_batch: null }] })
    writeFiles(cwd, {
      'landing/shop/orders/20260102-000000000.csv':
        'Op,order_id,status,change_seq,commit_ts\nU,1,closed,20260102000000000000000000000000001,2026-01-02 00:00:00\nD,2,,20260102000000000000000000000000002,2026-01-02 00:00:01\n',
    })
    expect(await status()).toMatchObject({ sources: [{ pending_files: 1, applied_files: 1 }] })
    expect((await tidemill(['build'], { cwd })).code).toBe(0)
    const { stdout } = await tidemill(['show', '-s', 'orders', '--output', 'csv', '--limit', '-1'], { cwd })
    expect(stdout).toMatch(/^order_id,status.*\r\n1,closed/)
    expect(stdout.trimEnd().split('\n')).toHaveLength(2)
  })

  test('cdc skip-file sets a file aside until it has other content', async () => {
    const cwd = temporaryFolder(changeProject)
    expect((await tidemill(['build'], { cwd })).code).toBe(0)
    const key = 'shop/orders/20260102-000000000.csv'
    writeFiles(cwd, { [`landing/${key}`]: 'order_id,status\n1,closed\n' })
    const failed = await tidemill(['build'], { cwd })
    expect(failed.code).toBe(1)
    const [command] = /tidemill cdc skip-file (\S+ \S+)/.exec(failed.stderr)?.slice(1) ?? []
    expect(command).toBe(`shop.orders ${key}`)

    const skip = ['cdc', 'skip-file', 'shop.orders', key]
    const skipped = await tidemill([...skip, '--reason', "cut off, it's said"], { cwd })
    expect([skipped.code, skipped.stderr]).toEqual([0, `${key} is set aside: builds go on without it.\n`])
    expect((await tidemill(skip, { cwd })).stderr).toBe(`${key} was set aside before.\n`)
    expect((await tidemill(['build'], { cwd })).code).toBe(0)
    expect((await tidemill([...skip, '--undo'], { cwd })).code).toBe(0)
    expect((await tidemill(['build'], { cwd })).code).toBe(1)
    expect((await tidemill(skip, { cwd })).code).toBe(0)

    const whole =
      'Op,order_id,status,change_seq,commit_ts\nU,1,closed,20260102000000000000000000000000001,2026-01-02 00:00:00\n'
    writeFiles(cwd, { [`landing/${key}`]: whole })
    expect((await tidemill(['build'], { cwd })).code).toBe(0)
    const { stdout } = await tidemill(['show', '-s', 'orders', '--output', 'csv', '--limit', '-1'], { cwd })
    expect(stdout).toContain('1,closed')

    for (const [words, code] of [
      [['shop.ordrs', key], 'cdc/unknown-table'],
      [['shop.orders', `${key}.gz`], 'cdc/unknown-file'],
      [['shop.orders', key], 'cdc/file-applied'],
    ] as const) {
      const refused = await tidemill(['cdc', 'skip-file', ...words], { cwd })
      expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining(code)])
    }
  })

  test('batch list and batch show tell what a batch waits for', async () => {
    const cwd = temporaryFolder(changeProject)
    expect((await tidemill(['batch', 'list'], { cwd })).stdout).toBe('There are no batches.\n')
    expect((await tidemill(['build', '--select', 'stg_orders'], { cwd })).code).toBe(0)
    const list = async (...words: readonly string[]) => {
      const { code, stdout } = await tidemill(['batch', 'list', '--json', ...words], { cwd })
      expect(code).toBe(0)
      return (JSON.parse(stdout) as { batches: { batch_id: string }[] }).batches
    }
    const [open] = await list('--open')
    expect(open).toMatchObject({ source: 'shop', table: 'orders', status: 'open', files: 1, waits_for: ['orders'] })
    expect((await tidemill(['build'], { cwd })).code).toBe(0)
    expect(await list('--open')).toEqual([])
    expect((await tidemill(['batch', 'list', '--open'], { cwd })).stdout).toBe('No batch is open.\n')
    expect(await list()).toMatchObject([{ batch_id: open?.batch_id, status: 'closed', waits_for: [] }])

    const shown = await tidemill(['batch', 'show', open?.batch_id ?? ''], { cwd })
    expect(shown.code).toBe(0)
    expect(shown.stdout).toMatch(/of shop\.orders: closed[\s\S]*shop\/orders\/[\s\S]*model\.\w+\.orders/)
    const unknown = await tidemill(['batch', 'show', 'nothing'], { cwd })
    expect([unknown.code, unknown.stdout]).toEqual([2, ''])
    expect(unknown.stderr).toContain('batch/unknown')
    expect(unknown.stderr).toContain(open?.batch_id)
  })

  test('debug tells versions, project, profile and whether the engines answer', async () => {
    const { code, stdout } = await tidemill(['debug'], { cwd: temporaryFolder(petShop) })
    expect(code).toBe(0)
    expect(stdout).toMatch(/^tidemill \S+, Node \d+/)
    expect(stdout).toContain('local (profiles/local.yml)')
    expect(stdout).toMatch(/engine redshift duckdb: OK connection ok/)
  })

  test('clean removes target and nothing else', async () => {
    const cwd = temporaryFolder(petShop)
    await tidemill(['build'], { cwd })
    expect((await tidemill(['clean'], { cwd })).code).toBe(0)
    expect(existsSync(join(cwd, 'target'))).toBe(false)
    expect(existsSync(join(cwd, 'warehouse.duckdb'))).toBe(true)
    expect((await tidemill(['build'], { cwd })).stderr).toContain('Nothing to do')
  })

  test('init writes a project that builds, and never overwrites', async () => {
    const cwd = temporaryFolder()
    const made = await tidemill(['init', 'my-shop'], { cwd })
    expect({ code: made.code, stdout: made.stdout }).toEqual({ code: 0, stdout: '' })
    expect(made.stderr).toContain('cd my-shop')
    const built = await tidemill(['build'], { cwd: join(cwd, 'my-shop') })
    expect(built.stderr).toContain('Completed successfully')
    expect(built.code).toBe(0)
    const again = await tidemill(['init', 'my-shop'], { cwd })
    expect(again.code).toBe(2)
    expect(again.stderr).toContain('error cli/init-would-overwrite')
  })
})
