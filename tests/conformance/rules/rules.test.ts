import { afterAll, beforeAll, expect, test } from 'vitest'
import { duckdbMacros } from '../../../src/catalog/duckdb-macros.ts'
import { postgresFunctions } from '../../../src/catalog/postgres-functions.ts'
import type { Engine, Session } from '../../../src/engines/engine.ts'
import { openEngine } from '../../../src/engines/registry.ts'
import { type CompiledSql, type EngineName, isRelationNode, type TestNode } from '../../../src/manifest/nodes.ts'
import { adapterWriter } from '../../../src/planner/adapter-writer.ts'
import { type EngineLayout, embedded, engineLayout } from '../../../src/planner/engine-layout.ts'
import type { Stand } from '../../../src/planner/write-sql.ts'
import { judgementQuery } from '../../../src/quality/judgement.ts'
import { rules } from '../../../src/quality/rules/index.ts'
import { groupBy } from '../../../src/util/group-by.ts'
import { invariant } from '../../../src/util/invariant.ts'
import { compileFiles } from '../../support/compile-files.ts'
import { newDatabase } from '../../support/engines/postgres.ts'
import { newSpark } from '../../support/engines/spark.ts'
import { ruleCases } from './cases.ts'
import { type Table, tables } from './tables.ts'

const open: Engine[] = []
afterAll(async () => {
  for (const engine of open) await engine.close()
})

async function connect(engine: Promise<Engine>): Promise<Session> {
  const opened = await engine
  open.push(opened)
  return opened.connect()
}

let duckdb: Session
let postgres: Session

beforeAll(async () => {
  duckdb = await connect(openEngine({ type: 'duckdb', path: ':memory:' }))
  postgres = await connect(newDatabase().then((address) => openEngine({ type: 'postgres', ...address })))
  for (const session of [duckdb, postgres]) await session.execute('create schema tidemill')
  for (const { sql } of duckdbMacros()) await duckdb.execute(sql)
  for (const { sql } of postgresFunctions()) await postgres.execute(sql)
})

test('there is a case for every rule', () => {
  const tried = new Set(ruleCases.map(([, name]) => name.split('.').at(-1)))
  // Those that judge change files need some.
  const names = rules.filter((rule) => !rule.judgesFiles).map(({ name, aliases = [] }) => [name, ...aliases])
  expect(names.filter((own) => !own.some((name) => tried.has(name)))).toEqual([])
})

const asWritten = engineLayout({ spark: 'spark', redshift: 'postgres' }, false)

test('Spark SQL on DuckDB', () => judge('spark', duckdb, embedded))
test('Redshift SQL on DuckDB', () => judge('redshift', duckdb, embedded))
test('Redshift SQL on PostgreSQL', () => judge('redshift', postgres, asWritten))

// It takes a minute: for who changes a rule, `RULES_ON_SPARK=1`.
if (process.env.RULES_ON_SPARK === '1') {
  const config = { ...newSpark(), conf: { 'spark.sql.shuffle.partitions': '1', 'spark.sql.adaptive.enabled': 'false' } }
  test('Spark SQL on Spark', { timeout: 600_000 }, async () => {
    await judge('spark', await connect(openEngine({ type: 'spark', ...config })), asWritten)
  })
}

/** Each case as a project has it: its failing rows are counted, and its failures measured in one scan with others. */
async function judge(engine: EngineName, session: Session, layout: EngineLayout): Promise<void> {
  const { compiled, diagnostics } = compileFiles(project(engine))
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  invariant(compiled, 'the project compiles')
  const writer = adapterWriter(layout, compiled.columns)
  const nodes = new Map([...compiled.manifest.nodes.values()].map((node) => [node.name, node]))
  const stands = new Map<string, Stand>()
  for (const [name, table] of Object.entries(tables)) {
    const node = nodes.get(name)
    invariant(node && isRelationNode(node), 'a table is a seed or a source')
    stands.set(`${node.relation.schema}.${node.relation.name}`, { kind: 'sql', sql: inline(table) })
  }
  const write = ({ query, text }: CompiledSql) => writer.write(query, text, engine, stands).sql
  const asked = ruleCases.map((rule, at): Asked => {
    const node = nodes.get(`case_${at}`)
    invariant(node?.kind === 'test', `case ${at} is a test`)
    return { name: `${at} ${rule[0]} ${rule[1]} ${JSON.stringify(rule[2])}`, node, failures: rule[3] }
  })
  const found: Record<string, number> = {}
  for (let start = 0; start < asked.length; start += 10) {
    const some = asked.slice(start, start + 10)
    const counts = some.map(({ node }, at) => {
      const judgement = judgementQuery({ ...node.config, failingRows: write(node.compiled) })
      return `select ${at} as number, failures from (${judgement}) as judged`
    })
    const { rows } = await session.query(counts.join(' union all '))
    for (const [at, failures] of rows) found[some[Number(at)]?.name ?? ''] = Number(failures)
  }
  expect(found).toEqual(Object.fromEntries(asked.map(({ name, failures }) => [name, failures])))

  const measured = asked.filter(({ node }) => node.measured)
  expect(await scanned(measured, ({ measured }) => measured?.item ?? null, session, write)).toEqual(asScanned(measured))
  const rowByRow = asked.filter(({ node }) => node.measured?.condition)
  expect(await scanned(rowByRow, ({ measured }) => measured?.condition ?? null, session, write)).toEqual(
    asScanned(rowByRow),
  )
}

/** Of the tests that count values and not rows, a scan tells only whether there is any. */
function asScanned(asked: readonly Asked[]): Record<string, number> {
  return Object.fromEntries(asked.map(({ name, node, failures }) => [name, seen(node, failures)]))
}

function seen({ measured }: TestNode, failures: number): number {
  return measured?.countsRows ? Math.min(failures, 1) : failures
}

interface Asked {
  readonly name: string
  readonly node: TestNode
  readonly failures: number
}

/** Tests over one relation that group and leave out the same rows, asked in one select, side by side. */
async function scanned(
  asked: readonly Asked[],
  part: (node: TestNode) => CompiledSql | null,
  session: Session,
  write: (sql: CompiledSql) => string,
): Promise<Record<string, number>> {
  const scans = groupBy(asked, ({ node }) => JSON.stringify([node.attachedTo, node.measured?.by, node.measured?.where]))
  const found: Record<string, number> = {}
  for (const together of scans.values()) {
    const parts = together.map(({ node }) => part(node)).filter((sql) => sql !== null)
    const [first] = parts
    const items = parts.flatMap(({ query }) => (query?.body.kind === 'select' ? query.body.items : []))
    invariant(first?.query?.body.kind === 'select' && items.length === together.length, 'each part is one item')
    const query = { ...first.query, body: { ...first.query.body, items } }
    const { rows } = await session.query(write({ ...first, query }))
    together.forEach(({ name, node }, at) => {
      found[name] = seen(
        node,
        rows.reduce((sum, row) => sum + Number(row[at]), 0),
      )
    })
  }
  return found
}

/** A table as a query, in SQL that all engines read. */
function inline({ columns, rows }: Table): string {
  const names = Object.keys(columns)
  const typed = Object.entries(columns).map(
    ([name, type]) => `cast(${name} as ${type === 'text' ? 'varchar(20)' : type}) as ${name}`,
  )
  const given = rows.length > 0 ? rows : [names.map(() => 'null').join(', ')]
  const values = `(values ${given.map((row) => `(${row})`).join(', ')}) as given_rows(${names.join(', ')})`
  return `(select ${typed.join(', ')} from ${values}${rows.length > 0 ? '' : ' where 1 = 0'})`
}

/** A project that has the tables, as seeds in Redshift SQL and as source tables in Spark SQL, with the cases as their tests. */
function project(engine: EngineName): Record<string, string> {
  const engines = { spark: { type: 'duckdb', path: 'w.duckdb' }, redshift: { type: 'duckdb', path: 'w.duckdb' } }
  const files = {
    'project.yml': 'name: rules\nprofile: local\n',
    'profiles/local.yml': JSON.stringify({ engines, threads: 1 }),
  }
  const described = Object.entries(tables).map(([name, { columns }]) => ({
    name,
    data_tests: casesAt(name, engine),
    columns: Object.entries(columns).map(([column, type]) => ({
      name: column,
      ...(engine === 'spark' ? { data_type: type === 'text' ? 'string' : type } : {}),
      data_tests: casesAt(`${name}.${column}`, engine),
    })),
  }))
  if (engine === 'spark') {
    const config = { location: 'raw', mode: 'full' }
    return { ...files, 'models/sources.yml': JSON.stringify({ sources: [{ name: 'raw', config, tables: described }] }) }
  }
  const seeds = described.map((seed) => ({ ...seed, config: { column_types: typesOf(tables[seed.name]) } }))
  const headers = Object.entries(tables).map(([name, { columns }]) => [
    `seeds/${name}.csv`,
    `${Object.keys(columns).join(',')}\n`,
  ])
  return { ...files, 'seeds/seeds.yml': JSON.stringify({ seeds }), ...Object.fromEntries(headers) }
}

function typesOf(table: Table | undefined): Record<string, string> {
  const columns = Object.entries(table?.columns ?? {})
  return Object.fromEntries(columns.map(([name, type]) => [name, type === 'text' ? 'varchar(20)' : type]))
}

function casesAt(wanted: string, engine: EngineName): object[] {
  return ruleCases.flatMap(([place, rule, given], at) => {
    if (place !== wanted) return []
    const { where, ...args } = given
    const entry = [{ [rule]: { name: `case_${at}`, arguments: args, ...(where ? { config: { where } } : {}) } }]
    const written = JSON.stringify(entry)
    return JSON.parse(engine === 'spark' ? written.replaceAll("ref('", "source('raw', '") : written)
  })
}
