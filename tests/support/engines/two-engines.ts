import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPostgres, type PostgresConfig } from '../../../src/engines/postgres/open.ts'
import { type CliOptions, type CliResult, type RunningCommand, readJson, startTidemill, writeFiles } from '../cli.ts'
import { deliver } from '../truth/delivery.ts'
import { makeHistory } from '../truth/history.ts'
import { projectFiles } from '../truth/project.ts'
import { plainShape, writeFile } from '../truth/write-file.ts'
import { type WarehouseTables, warehouseTables } from '../warehouse-tables.ts'
import { asAdministrator, newDatabase } from './postgres.ts'
import { duckdbEntry, postgresEntry, profileText, sparkEntry } from './profile-text.ts'

const history = makeHistory({ seed: 77, transactions: 12, ties: true })
const changeFiles = deliver(history, { seed: 77, changesInAFile: 16, untidy: true })
const schemas = ['staging', 'core', 'facts', 'marts']

/** Two sources and what can be made of them on two engines: as little as has every kind of step. */
const files: Readonly<Record<string, string>> = {
  'project.yml': `name: truth
target: local
vars: {slow: false}
models:
  staging: {+engine: spark, +materialized: staging, +schema: staging}
  core: {+materialized: incremental, +strategy: cdc, +schema: core}
  facts: {+materialized: incremental, +strategy: recompute, +schema: facts}
  marts: {+materialized: table, +schema: marts}
`,
  'models/sources.yml': projectFiles(plainShape)['models/sources.yml'] ?? '',
  'models/staging/stg_orders.sql': `select order_id, customer, status, cast(amount as decimal(12, 2)) as amount
from {{source "shop" "orders"}}
`,
  'models/staging/stg_lines.sql': 'select order_id, line_no, quantity from {{source "shop" "lines"}}\n',
  'models/core/orders.sql': `{{config unique_key="order_id"}}
select order_id, customer, status, amount from {{ref "stg_orders"}}
`,
  'models/core/orders_soft.sql': `{{config unique_key="order_id" on_delete="soft"}}
select order_id, status from {{ref "stg_orders"}}
`,
  'models/core/lines.sql': `{{config unique_key=(list "order_id" "line_no")}}
select order_id, line_no, quantity from {{ref "stg_lines"}}
`,
  'models/facts/order_lines.sql': `{{config unique_key="order_id"}}
select o.order_id, o.customer, l.line_no, l.quantity
from {{ref "orders"}} as o left join {{ref "lines"}} as l on l.order_id = o.order_id
`,
  'models/facts/customer_lines.sql': `{{config unique_key="customer"}}
select customer, count(*) as lines from {{ref "order_lines"}} group by customer
`,
  'models/marts/fct_lines.sql': `select l.order_id, l.line_no, l.quantity, o.customer
from {{ref "lines"}} as l left join {{ref "orders"}} as o on o.order_id = l.order_id
`,
  'models/marts/fct_customers.sql': 'select customer, count(*) as orders from {{ref "orders"}} group by customer\n',
  // With `slow` each of these counts more rows than it could within a test.
  'models/marts/slow_on_spark.sql': `{{config engine="spark"}}
select count(*) as found from {{ref "lines"}} as l
{{#if (var "slow")}}
cross join (select explode(sequence(1, 1000000)) as n from {{ref "lines"}}) as a
cross join (select explode(sequence(1, 1000000)) as n from {{ref "lines"}}) as b
{{/if}}
`,
  'models/marts/slow_in_warehouse.sql': `select count(*) as found from {{ref "lines"}} as l
{{#if (var "slow")}}${Array.from({ length: 16 }, (_, at) => `cross join {{ref "lines"}} as l${at}`).join('\n')}{{/if}}
`,
}

const ledgerProblems: Readonly<Record<string, string>> = {
  'an open batch': 'select 1 from tidemill.batches where closed_at is null',
  'a batch applied twice': 'select 1 from tidemill.applied group by batch_id, node_id having count(*) > 1',
  'a file in two batches': 'select 1 from tidemill.batch_files group by file_key having count(*) > 1',
}

/** A small project with change files, whose warehouse is a PostgreSQL database of its own. */
export class TwoEngineProject {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'tidemill-two-')))
  readonly database: PostgresConfig

  readonly #started: RunningCommand[] = []

  private constructor(database: PostgresConfig) {
    this.database = database
  }

  static async make(spark: 'spark' | 'duckdb', database?: PostgresConfig): Promise<TwoEngineProject> {
    const project = new TwoEngineProject(database ?? (await newDatabase()))
    const entry = spark === 'spark' ? sparkEntry() : duckdbEntry('raw.duckdb')
    const profile = profileText(entry, postgresEntry(project.database))
    writeFiles(project.root, { ...files, 'profiles/local.yml': profile })
    for (const { path, bytes } of changeFiles.map((file) => writeFile(file, plainShape))) {
      writeFiles(project.root, { [`raw/${path}`]: bytes })
    }
    return project
  }

  start(words: readonly string[], options: Omit<CliOptions, 'cwd'> = {}): RunningCommand {
    // A bug that only some moments bring out should tell all that it can.
    const running = startTidemill(words, { cwd: this.root, ...options, env: { TIDEMILL_DEBUG: '1', ...options.env } })
    this.#started.push(running)
    return running
  }

  run(words: readonly string[], options: Omit<CliOptions, 'cwd'> = {}): Promise<CliResult> {
    return this.start(words, options).ended
  }

  /** What the last command made of each of its nodes. */
  results(): readonly { readonly unique_id: string; readonly status: string }[] {
    return (readJson(this.root, 'target/run_results.json') as { results: [] }).results
  }

  tables(): Promise<WarehouseTables> {
    return warehouseTables({ type: 'postgres', ...this.database }, schemas)
  }

  /** What the tool's sessions on the server do. */
  async statements(): Promise<readonly string[]> {
    const rows = await asAdministrator(
      `select query from pg_stat_activity where datname = '${this.database.database}' and state <> 'idle'`,
    )
    return rows.map((row) => String(row.query))
  }

  /** Ends all of the tool's sessions on the server, the one with the lock included. */
  async endSessions(): Promise<number> {
    const rows = await asAdministrator(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${this.database.database}'`,
    )
    return rows.length
  }

  /** What the ledger may not say after a build that went well, in words. */
  async ledgerProblems(): Promise<readonly string[]> {
    const engine = await openPostgres(this.database)
    try {
      const session = await engine.connect()
      const found: string[] = []
      for (const [problem, query] of Object.entries(ledgerProblems)) {
        if ((await session.query(query)).rows.length > 0) found.push(problem)
      }
      return found
    } finally {
      await engine.close()
    }
  }

  /** The processes of this project's Spark. */
  sparkProcesses(which?: 'python' | 'java'): readonly number[] {
    const listed = execFileSync('ps', ['-ww', '-eo', 'pid=,args='], { encoding: 'utf8', maxBuffer: 1 << 24 })
    return listed
      .split('\n')
      .filter((line) => line.includes(`${this.root}/.tidemill/spark`))
      .filter((line) => which === undefined || line.includes('driver.py') === (which === 'python'))
      .map((line) => Number.parseInt(line, 10))
  }

  /** The folders of hand-offs that are there. */
  handoffs(): readonly string[] {
    const folder = join(this.root, '.tidemill/handoff/truth')
    return existsSync(folder) ? readdirSync(folder) : []
  }

  close(): void {
    // One that a test which failed has left would count on.
    for (const running of this.#started) running.kill('SIGKILL')
    for (const pid of this.sparkProcesses()) {
      try {
        process.kill(pid, 'SIGKILL')
      } catch {
        // It has ended in between.
      }
    }
    rmSync(this.root, { recursive: true, force: true })
  }
}
