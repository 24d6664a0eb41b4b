import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pythonOf } from '../../src/engines/setup/python.ts'
import { writeProject } from './generate-project.ts'
import { medianOf } from './measured-process.ts'

/** The DuckDB is that of this project, so that both read the file with the same one. */
const packages = ['dbt-core==1.9.10', 'dbt-duckdb==1.9.6', 'duckdb==1.5.6']
const environment = new URL('../../.tidemill/bench/dbt', import.meta.url).pathname

/**
 * How long `dbt test` takes for some tests, each the query of its failing rows, and how long for none of them: in seconds,
 * whole processes, medians of some runs after one that fills dbt's own cache. Installs dbt-duckdb from PyPI where it is
 * not there yet.
 */
export function dbtTest(
  root: string,
  {
    warehouse,
    queries,
    runs,
  }: { readonly warehouse: string; readonly queries: readonly string[]; readonly runs: number },
): { readonly all: number; readonly none: number } {
  install()
  writeProject(root, {
    'dbt_project.yml': 'name: quality\nversion: 1.0.0\nprofile: quality\n',
    'profiles.yml': `quality:\n  target: local\n  outputs:\n    local: {type: duckdb, path: ${warehouse}, threads: 4}\n`,
    ...Object.fromEntries(queries.map((query, at) => [`tests/check_${at}.sql`, `${query}\n`])),
  })
  const dbt = join(environment, 'bin', 'dbt')
  const run = (...words: readonly string[]) => ({
    seconds: timed(dbt, ['test', '--profiles-dir', '.', ...words], root),
  })
  run()
  const medianOfRuns = (...words: readonly string[]) =>
    medianOf(Array.from({ length: runs }, () => run(...words))).seconds
  return { all: medianOfRuns(), none: medianOfRuns('--exclude', '*') }
}

function install(): void {
  const python = pythonOf(environment)
  if (!existsSync(python)) timed('python3', ['-m', 'venv', environment], '.')
  timed(
    python,
    ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--only-binary', ':all:', ...packages],
    '.',
  )
}

function timed(program: string, words: readonly string[], cwd: string): number {
  const begin = performance.now()
  const env = { ...process.env, DBT_SEND_ANONYMOUS_USAGE_STATS: 'false', NO_COLOR: '1' }
  const { status, stdout, stderr, error } = spawnSync(program, words, { cwd, env, encoding: 'utf8', maxBuffer: 1e9 })
  if (status !== 0) throw error ?? new Error(`${program} ${words.join(' ')} ended with ${status}: ${stdout}${stderr}`)
  return (performance.now() - begin) / 1000
}
