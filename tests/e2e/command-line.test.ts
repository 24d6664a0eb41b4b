import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { changed, petShop, repository, temporaryFolder, tidemill } from '../support/cli.ts'

const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as { version: string }

describe('what is no command line', () => {
  test.each([
    ['bild', 'error cli/unknown-command  "bild" is not a command of tidemill.\n  Did you mean "build"?'],
    [
      'build --selct a',
      'error cli/unknown-option  "--selct" is not an option of tidemill build.\n  Did you mean "--select"?',
    ],
    ['--jsn', 'error cli/unknown-option  "--jsn" is not an option of tidemill.\n  Did you mean "--json"?'],
    [
      'build orders',
      'error cli/excess-words  tidemill build takes no word like "orders".\n  To choose models, write --select orders.',
    ],
    ['build --threads many', 'error cli/wrong-value  --threads: expected a whole number from 1, but found "many".'],
    ['ls --output xml', 'error cli/wrong-value  --output: expected name, json, path, selector, but found "xml".'],
    ['build --target', 'error cli/missing-value  --target needs a value.'],
    ['docs', 'error cli/command-not-built  "docs" is a command of Tidemill that this version does not have yet.'],
    ['cdc', 'error cli/no-command  tidemill cdc needs a command: status, skip-file, simulate.'],
    ['cdc stats', 'error cli/unknown-command  "stats" is not a command of tidemill cdc.\n  Did you mean "status"?'],
    ['lineage', 'error cli/missing-word  tidemill lineage needs a column.'],
    [
      'lineage specis.animals',
      'error cli/unknown-lineage-node  There is no model, seed or source "specis.animals".\n  Did you mean "species"?',
    ],
    [
      'lineage species.worht',
      'error cli/unknown-lineage-column  "species" has no column "worht".\n  Did you mean "worth"?',
    ],
    ['show', 'error cli/choose-one  tidemill show needs exactly one of --select and --inline.'],
    ['parse --vars [1]', '--vars:1:1  error cli/vars-not-a-map  --vars must be a map of names and values.'],
    ['parse --project-dir nowhere', 'error cli/no-such-folder  There is no folder nowhere.'],
    ['parse --target nowhere', 'error profile/missing  The target "nowhere" has no file profiles/nowhere.yml.'],
  ])('tidemill %s', async (words, expected) => {
    const { code, stdout, stderr } = await tidemill(words.split(' '), { cwd: temporaryFolder(petShop) })
    expect(stderr).toContain(expected)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).not.toMatch(/^\s+at /m)
  })

  test('is JSON on stdout for who asks for JSON', async () => {
    const { code, stdout, stderr } = await tidemill(['--json', 'bild'], { cwd: temporaryFolder() })
    expect(JSON.parse(stdout)).toMatchObject({
      diagnostics: [{ code: 'cli/unknown-command', severity: 'error', file: null }],
    })
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' })
  })

  test('tidemill alone prints the help to stderr', async () => {
    const { code, stdout, stderr } = await tidemill([], { cwd: temporaryFolder() })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('Usage: tidemill <command> [options]')
  })
})

test('two files of DuckDB are refused by what opens them', async () => {
  const profile =
    'engines:\n  spark: {type: duckdb, path: raw.duckdb}\n  redshift: {type: duckdb, path: marts.duckdb}\n'
  const cwd = temporaryFolder({ ...petShop, 'profiles/local.yml': profile })
  const { code, stderr } = await tidemill(['build'], { cwd })
  expect(stderr).toContain('profiles/local.yml:2:10  error profile/two-files')
  expect(code).toBe(2)
})

describe('--strict', () => {
  const files = { ...petShop, 'models/odd.sql': 'select etl.soundalike(1) as x\n' }

  test('makes an error of a function that is not verified', async () => {
    const cwd = temporaryFolder(files)
    const loose = await tidemill(['parse'], { cwd })
    expect(loose.stderr).toContain('models/odd.sql:1:8  warning dialect/not-verified')
    expect(loose.code).toBe(0)
    const strict = await tidemill(['parse', '--strict'], { cwd })
    expect(strict.stderr).toContain('models/odd.sql:1:8  error dialect/not-verified')
    expect(strict.code).toBe(2)
  })

  test('holds for what is asked on the command line', async () => {
    const words = ['show', '--inline', 'select etl.soundalike(1) as x']
    const { code, stderr } = await tidemill([...words, '--strict'], { cwd: temporaryFolder(petShop) })
    expect(stderr).toContain('error dialect/not-verified')
    expect(code).toBe(2)
  })
})

describe('help and version', () => {
  test.each([['--version'], ['-V'], ['build --version']])('%s', async (words) => {
    expect(await tidemill(words.split(' '), { cwd: temporaryFolder() })).toMatchObject({
      code: 0,
      stdout: `tidemill ${version}\n`,
      stderr: '',
    })
  })

  test('help build is build --help', async () => {
    const cwd = temporaryFolder()
    expect(await tidemill(['help', 'build'], { cwd })).toEqual(await tidemill(['build', '--help'], { cwd }))
    expect(await tidemill(['help'], { cwd })).toEqual(await tidemill(['--help'], { cwd }))
  })

  test.each([
    'build',
    'run',
    'test',
    'seed',
    'plan',
    'compile',
    'parse',
    'ls',
    'lineage',
    'show',
    'debug',
    'init',
    'clean',
    'source freshness',
    'cdc status',
    'cdc skip-file',
    'cdc simulate',
    'batch list',
    'batch show',
  ])('%s --help says what it does, its options and two examples', async (command) => {
    const { code, stdout, stderr } = await tidemill([...command.split(' '), '--help'], { cwd: temporaryFolder() })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain(`Usage: tidemill ${command}`)
    expect(stdout).toContain('--project-dir <folder>')
    expect(stdout.match(/^ {2}\$ tidemill /gm)).toHaveLength(2)
  })
})

describe('global options', () => {
  test.each([
    ['--select species ls --output name'],
    ['ls --select species --output name'],
    ['-s species --output name ls'],
  ])('stand before or behind the command: %s', async (words) => {
    const { code, stdout } = await tidemill(words.split(' '), { cwd: temporaryFolder(petShop) })
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'species\nunique_species_species\n' })
  })

  test('--project-dir names the folder from anywhere', async () => {
    const folder = temporaryFolder(petShop)
    const { stdout } = await tidemill(['ls', '--resource-type', 'seed', '--project-dir', folder], {
      cwd: temporaryFolder(),
    })
    expect(stdout).toBe('pets.animals\n')
  })

  test('the target comes from --target, then TIDEMILL_TARGET, then project.yml', async () => {
    const cwd = temporaryFolder(changed(petShop, { 'profiles/other.yml': petShop['profiles/local.yml'] ?? '' }))
    const targetOf = async (words: string[], env: Record<string, string> = {}) => {
      const { stdout } = await tidemill(['debug', '--json', ...words], { cwd, env })
      return (JSON.parse(stdout) as { target: string }).target
    }
    expect(await targetOf([])).toBe('local')
    expect(await targetOf([], { TIDEMILL_TARGET: 'other' })).toBe('other')
    expect(await targetOf(['-t', 'local'], { TIDEMILL_TARGET: 'other' })).toBe('local')
  })

  test('--vars wins over project.yml', async () => {
    const cwd = temporaryFolder(changed(petShop, { 'models/one.sql': 'select \'{{var "who" "nobody"}}\' as who\n' }))
    const { stdout } = await tidemill(['compile', '-s', 'one', '--vars', '{who: "Ada"}'], { cwd })
    expect(stdout).toBe("select 'Ada' as who\n")
  })

  test('-m is accepted for --select, with a notice', async () => {
    const { code, stdout, stderr } = await tidemill(['ls', '-m', 'animals', '--output', 'name'], {
      cwd: temporaryFolder(petShop),
    })
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'animals\n' })
    expect(stderr).toContain('warning cli/legacy-option')
  })

  test("dbt's tuning options are accepted", async () => {
    const words = [
      'ls',
      '--no-partial-parse',
      '--no-version-check',
      '--no-use-colors',
      '--output',
      'name',
      '-s',
      'animals',
    ]
    const { code, stdout, stderr } = await tidemill(words, { cwd: temporaryFolder(petShop), env: { FORCE_COLOR: '1' } })
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: expect.stringMatching(/^animals\n/), stderr: '' })
    const refused = await tidemill(['parse', '--no-use-colors'], { cwd: temporaryFolder(), env: { FORCE_COLOR: '1' } })
    expect(refused.stderr).toMatch(/^error project\/missing/)
  })

  test('a selection that matches nothing is a warning', async () => {
    const { code, stdout, stderr } = await tidemill(['build', '-s', 'speces'], { cwd: temporaryFolder(petShop) })
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    expect(stderr).toContain('Did you mean "species"')
  })
})

test('show of nothing is an error', async () => {
  const words = ['show', '--select', 'speces']
  const { code, stdout, stderr } = await tidemill(words, { cwd: temporaryFolder(petShop) })
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain('error select/no-match')
  expect(stderr).toContain('Did you mean "species"')
})

describe('a project with mistakes', () => {
  const broken = changed(petShop, {
    'models/first.sql': 'select * from {{ref "anmals"}}\n',
    'models/second.sql': 'select nothing_such from {{ref "animals"}}\n',
  })

  test('reports all of them, with their places, and no stack', async () => {
    const { code, stdout, stderr } = await tidemill(['build'], { cwd: temporaryFolder(broken) })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('models/first.sql:1:21  error ref/unknown')
    expect(stderr).toContain('models/second.sql:1:8  error column/unknown')
    expect(stderr).not.toMatch(/^\s+at /m)
  })

  test('the same as JSON', async () => {
    const { code, stdout, stderr } = await tidemill(['build', '--json'], { cwd: temporaryFolder(broken) })
    const { diagnostics } = JSON.parse(stdout) as {
      diagnostics: { code: string; file: string; line: number; column: number }[]
    }
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' })
    expect(diagnostics).toMatchObject([
      { code: 'ref/unknown', file: 'models/first.sql', line: 1, column: 21 },
      { code: 'column/unknown', file: 'models/second.sql', line: 1, column: 8 },
    ])
  })

  test('a folder without a project', async () => {
    const { code, stderr } = await tidemill(['build'], { cwd: temporaryFolder() })
    expect(code).toBe(2)
    expect(stderr).toContain('error project/missing')
  })

  test('a file where the target folder should be', async () => {
    const { code, stderr } = await tidemill(['parse'], { cwd: temporaryFolder(changed(petShop, { target: '' })) })
    expect(code).toBe(2)
    expect(stderr).toContain('error cli/system-refused')
  })

  test('a profile that cannot be read does not show its passwords', async () => {
    const profile = 'engines:\n  redshift:\n    password: hunter2\n   type: duckdb\n'
    const { code, stderr } = await tidemill(['parse'], {
      cwd: temporaryFolder(changed(petShop, { 'profiles/local.yml': profile })),
    })
    expect(code).toBe(2)
    expect(stderr).toContain('profiles/local.yml:')
    expect(stderr).not.toContain('hunter2')
  })

  test('a folder where a file should be', async () => {
    const cwd = temporaryFolder()
    mkdirSync(join(cwd, 'project.yml'))
    const { code, stderr } = await tidemill(['parse'], { cwd })
    expect(code).toBe(2)
    expect(stderr).not.toMatch(/^\s+at /m)
  })
})

describe('a bug of ours', () => {
  const broken = ['--import', 'data:text/javascript,JSON.stringify = () => { throw new TypeError("it broke") }']

  test('is one line and how to report it, exit code 3', async () => {
    const { code, stderr } = await tidemill(['parse'], { cwd: temporaryFolder(petShop), nodeOptions: broken })
    expect(code).toBe(3)
    expect(stderr).toMatch(/^A bug in Tidemill: it broke\nPlease report it with .*\n$/)
  })

  test('shows its stack when asked', async () => {
    const env = { TIDEMILL_DEBUG: '1' }
    const { code, stderr } = await tidemill(['parse'], { cwd: temporaryFolder(petShop), nodeOptions: broken, env })
    expect(code).toBe(3)
    expect(stderr).toMatch(/^\s+at /m)
  })
})

describe('a project in order', () => {
  test('parse and compile --json print no diagnostics', async () => {
    const cwd = temporaryFolder(petShop)
    for (const command of ['parse', 'compile']) {
      expect(await tidemill([command, '--json'], { cwd })).toMatchObject({
        code: 0,
        stdout: '{"diagnostics":[]}\n',
        stderr: '',
      })
    }
  })

  test('compile --select prints the SQL and nothing else on stdout', async () => {
    const { stdout } = await tidemill(['compile', '--select', 'animals_for_sale'], { cwd: temporaryFolder(petShop) })
    expect(stdout).toBe('select animal_id, species, price from "raw"."animals" where price > 0\n')
  })

  test('ls prints one node a line, in four forms', async () => {
    const cwd = temporaryFolder(petShop)
    const list = async (...words: string[]) =>
      (await tidemill(['ls', '-s', 'species', '--resource-type', 'model', ...words], { cwd })).stdout
    expect(await list()).toBe('pets.species\n')
    expect(await list('--output', 'path')).toBe('models/species.sql\n')
    expect(await list('--output', 'name')).toBe('species\n')
    expect(JSON.parse(await list('--output', 'json'))).toMatchObject({
      alias: 'species',
      name: 'species',
      package_name: 'pets',
      depends_on: { nodes: ['model.pets.animals_for_sale'] },
      tags: ['daily'],
      config: { materialized: 'table', meta: { engine: 'redshift' } },
      resource_type: 'model',
      original_file_path: 'models/species.sql',
      unique_id: 'model.pets.species',
    })
    expect(await list('--output', 'json', '--output-keys', 'name', 'tags')).toBe(
      '{"name":"species","tags":["daily"]}\n',
    )
  })
})
