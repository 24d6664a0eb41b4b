import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { dbtTest } from './dbt.ts'
import { writeProject } from './generate-project.ts'
import { measured, medianOf } from './measured-process.ts'

/**
 * `npm run bench:quality`: what 300 checks of one table of 5 million rows cost, as `tidemill test` answers them, beside one
 * aggregate query over all of its columns and beside a query for each check, as dbt sends them. `-- --quick` measures a
 * smaller table, `-- --dbt` dbt-duckdb too, which it installs from PyPI.
 */
const isQuick = process.argv.includes('--quick')
const { rows, runs } = isQuick ? { rows: 500_000, runs: 3 } : { rows: 5_000_000, runs: 5 }

const cli = new URL('../../dist/cli/main.js', import.meta.url).pathname
const root = mkdtempSync(join(tmpdir(), 'tidemill-bench-'))
const warehouse = join(root, 'warehouse.duckdb')

interface Check {
  readonly yaml: string
  /** The failing rows, as dbt asks for them. */
  readonly query: string
}

/** Numbers, texts and words of a short list, ten of each. */
const columns = Array.from({ length: 30 }, (_, at) => ({
  name: `c${at}`,
  kind: (['number', 'text', 'word'] as const)[at % 3] ?? 'number',
  expression: [
    `((i * ${7919 + at}) % 100000)::decimal(12, 2)`,
    `'value ' || ((i * ${104729 + at}) % 50000)`,
    `['open', 'paid', 'sent', 'lost'][1 + (i * ${31 + at}) % 4]`,
  ][at % 3],
}))

function checksOf({ name, kind }: (typeof columns)[number]): readonly Check[] {
  const row = (yaml: string, fails: string): Check => ({
    yaml,
    query: `select ${name} from core.facts where ${fails}`,
  })
  const whole = (yaml: string, value: string, holds: string): Check => ({
    yaml,
    query: `select * from (select ${value} as v from core.facts) where not (v ${holds})`,
  })
  const common = [
    row('not_null', `${name} is null`),
    whole('{completeness: {arguments: {is: "> 0.5"}}}', `count(${name}) * 1.0 / count(*)`, '> 0.5'),
    row(`{not_null: {config: {where: "id > 10", severity: warn}, name: later_${name}}}`, `${name} is null and id > 10`),
    whole('{at_least_one: {}}', `count(${name})`, '> 0'),
    whole(
      `{not_null_proportion: {arguments: {at_least: 0.9}, name: filled_${name}}}`,
      `count(${name}) * 1.0 / count(*)`,
      '>= 0.9',
    ),
  ]
  const own = {
    number: [
      row('{accepted_range: {arguments: {min_value: 0}}}', `${name} < 0`),
      row('{range: {arguments: {max: 100000}}}', `${name} > 100000`),
      whole('{mean: {arguments: {is: "> 1"}}}', `avg(${name})`, '> 1'),
      whole('{sum: {arguments: {is: "> 1"}}}', `sum(${name})`, '> 1'),
      whole('{standard_deviation: {arguments: {is: "> 1"}}}', `stddev_samp(${name})`, '> 1'),
    ],
    text: [
      row('not_empty_string', `trim(${name}) = ''`),
      row('{length: {arguments: {is: "<= 20"}}}', `length(${name}) > 20`),
      row('{regex: {arguments: {pattern: "^value"}}}', `not regexp_matches(${name}, '^value')`),
      row(`{expression_is_true: {arguments: {expression: "like 'value%'"}}}`, `not (${name} like 'value%')`),
      row('{not_accepted_values: {arguments: {values: [none]}}}', `${name} in ('none')`),
    ],
    word: [
      row(
        '{accepted_values: {arguments: {values: [open, paid, sent, lost]}}}',
        `${name} not in ('open', 'paid', 'sent', 'lost')`,
      ),
      row('{length: {arguments: {is: "= 4"}}}', `length(${name}) <> 4`),
      row('not_empty_string', `trim(${name}) = ''`),
      row('{not_accepted_values: {arguments: {values: [none]}}}', `${name} in ('none')`),
      row(`{expression_is_true: {arguments: {expression: "<> 'gone'"}}}`, `not (${name} <> 'gone')`),
    ],
  }
  return [...common, ...own[kind]]
}

const checks = columns.map((column) => ({ column, checks: checksOf(column) }))
const yaml = checks.map(
  ({ column, checks: own }) =>
    `      - name: ${column.name}\n        data_tests:\n${own.map((check) => `          - ${check.yaml}`).join('\n')}`,
)

writeProject(root, {
  'project.yml': 'name: quality\ntarget: local\nmodels: {core: {+schema: core, +materialized: table}}\n',
  'profiles/local.yml': `engines:
  spark: {type: duckdb, path: warehouse.duckdb}
  redshift: {type: duckdb, path: warehouse.duckdb}
`,
  'models/core/facts.sql': `select 1 as id, ${columns.map(({ name, kind }) => `cast(null as ${kind === 'number' ? 'decimal(12, 2)' : 'varchar(40)'}) as ${name}`).join(', ')}\n`,
  'models/core/facts.yml': `version: 2\nmodels:\n  - name: facts\n    columns:\n${yaml.join('\n')}\n`,
})

try {
  console.log(
    `${cpus().length} cores (${cpus()[0]?.model.trim()}), ${(totalmem() / 2 ** 30).toFixed(0)} GB, Node ${process.version}`,
  )
  const count = checks.reduce((sum, { checks: own }) => sum + own.length, 0)
  console.log(
    `\n${count} checks of a table of ${rows.toLocaleString('en')} rows and ${columns.length} columns, medians of ${runs}`,
  )
  const made = measured([cli, 'run'], root)
  if (made.seconds === 0) throw new Error('the project does not build')
  const instance = await DuckDBInstance.create(warehouse)
  const connection = await instance.connect()
  const list = columns.map(({ name, expression }) => `${expression} as ${name}`).join(', ')
  await connection.run(`create or replace table core.facts as select i as id, ${list} from range(${rows}) as t(i)`)
  const timed = async (queries: readonly string[]) => {
    const begin = performance.now()
    for (const query of queries) await (await connection.runAndReadAll(query)).getRows()
    return (performance.now() - begin) / 1000
  }
  const middle = async (work: () => Promise<number>) => {
    const found: number[] = []
    for (let run = 0; run < runs; run++) found.push(await work())
    return found.sort((a, b) => a - b)[Math.floor(runs / 2)] ?? Number.NaN
  }
  const aggregates = columns.flatMap(({ name, kind }) => [
    ...[`count(${name})`, `min(${name})`, `max(${name})`],
    ...(kind === 'number' ? [`sum(${name})`, `avg(${name})`, `stddev_samp(${name})`] : [`avg(length(${name}))`]),
  ])
  const scan = await middle(() => timed([`select count(*), ${aggregates.join(', ')} from core.facts`]))
  console.log(`  one aggregate query over all columns            ${scan.toFixed(2)} s`)
  const apart = await timed(
    checks.flatMap(({ checks: own }) =>
      own.map(({ query }) => `select count(*), count(*) != 0, count(*) != 0 from (${query}) as failing`),
    ),
  )
  console.log(
    `  a query for each check, one after the other     ${apart.toFixed(2)} s  ${(apart / scan).toFixed(1)} × that`,
  )
  connection.closeSync()
  instance.closeSync()
  const nothing = medianOf(Array.from({ length: runs }, () => measured([cli, 'test', '--exclude', '*'], root)))
  const test = medianOf(Array.from({ length: runs }, () => measured([cli, 'test', '--quiet'], root)))
  const inside = test.seconds - nothing.seconds
  console.log(
    `  tidemill test, the whole process                ${test.seconds.toFixed(2)} s; ${inside.toFixed(2)} s without start and compile  ${(inside / scan).toFixed(1)} ×`,
  )
  if (process.argv.includes('--dbt')) {
    const queries = checks.flatMap(({ checks: own }) => own.map(({ query }) => query))
    const { all, none } = dbtTest(join(root, 'dbt'), { warehouse, queries, runs })
    console.log(
      `  dbt test, the whole process                     ${all.toFixed(2)} s; ${(all - none).toFixed(2)} s without start and parsing  ${((all - none) / scan).toFixed(1)} ×`,
    )
  }
} finally {
  if (!process.argv.includes('--keep')) rmSync(root, { recursive: true })
  else console.log(root)
}
