import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

export const repository = fileURLToPath(new URL('../..', import.meta.url))

/** The built command line: `npm run build:js` makes it. */
export const builtCli = join(repository, 'dist/cli/main.js')

export interface CliResult {
  readonly code: number | null
  /** What ended it, when it did not end by itself. */
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface CliOptions {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  /** Options for Node itself, before the program. */
  readonly nodeOptions?: readonly string[]
  /** Told of every piece of stderr as it comes. */
  onStderr?(text: string, child: { kill(signal: NodeJS.Signals): void }): void
}

/** Runs the built command line in a process of its own, as a user in a pipe would. */
export function tidemill(words: readonly string[], options: CliOptions): Promise<CliResult> {
  return startTidemill(words, options).ended
}

/** A command that runs, for tests that disturb it. */
export interface RunningCommand {
  readonly pid: number
  readonly ended: Promise<CliResult>
  kill(signal: NodeJS.Signals): void
}

export function startTidemill(words: readonly string[], options: CliOptions): RunningCommand {
  const child = spawn(process.execPath, [...(options.nodeOptions ?? []), builtCli, ...words], {
    cwd: options.cwd,
    env: { ...plainEnvironment(), ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const kill = (signal: NodeJS.Signals) => void child.kill(signal)
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
    options.onStderr?.(text, { kill })
  })
  const ended = new Promise<CliResult>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
  })
  return { pid: child.pid ?? 0, ended, kill }
}

/** The environment without what changes the output or the project. */
export function plainEnvironment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    ([name, value]) =>
      value !== undefined && !/^(CI|NO_COLOR|FORCE_COLOR|NODE_OPTIONS|VITEST.*|TIDEMILL_.*)$/.test(name),
  )
  return Object.fromEntries(kept.map(([name, value]) => [name, value ?? '']))
}

export type ProjectFiles = Readonly<Record<string, string>>

/** Writes files into a new folder that goes away with the test, and answers with its path. */
export function temporaryFolder(files: ProjectFiles = {}): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tidemill-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeFiles(folder, files)
  return folder
}

export function writeFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

/** All files below a folder with their text, but for databases. */
export function readFiles(folder: string): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.duckdb/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
  return Object.fromEntries(paths.map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]))
}

export function readJson(...path: readonly string[]): unknown {
  return JSON.parse(readFileSync(join(...path), 'utf8'))
}

/** One object for each line. */
export function jsonLines(text: string): Record<string, unknown>[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}

const profile = `engines:
  spark:    {type: duckdb, path: warehouse.duckdb}
  redshift: {type: duckdb, path: warehouse.duckdb}
threads: 2
`

/** A seed, a view and a table over it, and tests: small enough to build in a blink. */
export const petShop: ProjectFiles = {
  'project.yml': 'name: pets\ntarget: local\nmodels: {+schema: shop}\nseeds: {+schema: raw}\n',
  'profiles/local.yml': profile,
  'seeds/animals.csv': 'animal_id,species,price\n1,cat,20.00\n2,dog,35.50\n3,cat,10.25\n',
  'models/animals_for_sale.sql': 'select animal_id, species, price from {{ref "animals"}} where price > 0\n',
  'models/species.sql':
    '{{config materialized="table" tags=(list "daily")}}\nselect species, count(*) as animals, sum(price) as worth from {{ref "animals_for_sale"}} group by species\n',
  'models/shop.yml': `version: 2
models:
  - name: animals_for_sale
    columns:
      - {name: animal_id, data_tests: [unique, not_null]}
  - name: species
    description: One row for each species.
    columns:
      - {name: species, description: The kind of animal., data_type: varchar, data_tests: [unique]}
`,
}

/** Change files of one table as CSV, staged and kept as its current state. */
export const changeProject: ProjectFiles = {
  'project.yml':
    'name: orders\ntarget: local\nmodels:\n  staging: {+engine: spark, +materialized: staging, +schema: staging}\n  core: {+materialized: incremental, +strategy: cdc, +schema: core}\n',
  'profiles/local.yml': profile,
  'models/sources.yml': `version: 2
sources:
  - name: shop
    config: {location: landing, format: csv}
    tables:
      - name: orders
        config: {primary_key: [order_id]}
        columns:
          - {name: order_id, data_type: bigint}
          - {name: status, data_type: varchar(20)}
          - {name: change_seq, data_type: varchar(35)}
          - {name: commit_ts, data_type: timestamp}
`,
  'models/staging/stg_orders.sql': 'select order_id, status from {{source "shop" "orders"}}\n',
  'models/core/orders.sql': '{{config unique_key="order_id"}}\nselect order_id, status from {{ref "stg_orders"}}\n',
  'landing/shop/orders/LOAD00000001.csv':
    'order_id,status,change_seq,commit_ts\n1,open,,2026-01-01 00:00:00\n2,open,,2026-01-01 00:00:00\n',
}

/** `project` with some files replaced or added. */
export function changed(project: ProjectFiles, files: ProjectFiles): ProjectFiles {
  return { ...project, ...files }
}
