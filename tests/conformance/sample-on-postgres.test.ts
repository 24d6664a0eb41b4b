import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { analyseQuery } from '../../src/analysis/analyse-query.ts'
import { queryNames } from '../../src/analysis/query-names.ts'
import { inferTypes } from '../../src/analysis/types/infer-types.ts'
import { postgresFunctions } from '../../src/catalog/postgres-functions.ts'
import { typeAcross } from '../../src/catalog/types/type-across.ts'
import { typeName } from '../../src/catalog/types/write-type.ts'
import type { CompiledProject } from '../../src/compiler/compile.ts'
import type { Engine, Session, Value } from '../../src/engines/engine.ts'
import { openEngine } from '../../src/engines/registry.ts'
import { inOrder } from '../../src/manifest/manifest.ts'
import type { ModelNode, SeedNode } from '../../src/manifest/nodes.ts'
import { adapterWriter } from '../../src/planner/adapter-writer.ts'
import { duckdbPlanner } from '../../src/planner/dialects/duckdb.ts'
import { embedded } from '../../src/planner/engine-layout.ts'
import { openProject } from '../../src/runner/open-project.ts'
import { printQuery } from '../../src/sql/printer.ts'
import { translateQuery } from '../../src/translate/translate-query.ts'
import { invariant } from '../../src/util/invariant.ts'
import { repository, tidemill } from '../support/cli.ts'
import { newDatabase } from '../support/engines/postgres.ts'

const root = mkdtempSync(join(tmpdir(), 'tidemill-sample-'))
const open: Engine[] = []
let compiled: CompiledProject
let postgres: Session
let duckdb: Session

beforeAll(async () => {
  for (const part of ['models', 'macros', 'tests/data', 'seeds', 'profiles', 'project.yml']) {
    cpSync(join(repository, part), join(root, part), { recursive: true })
  }
  expect((await tidemill(['build', '--quiet'], { cwd: root })).code).toBe(0)
  const project = { root, target: null, vars: new Map(), env: {}, fullRefresh: false }
  const result = openProject({ ...project, runStartedAt: new Date('2026-01-01T00:00:00Z') })
  invariant(result.compiled, 'the sample project does not compile')
  compiled = result.compiled
  open.push(
    await openEngine({ type: 'postgres', ...(await newDatabase()) }),
    await openEngine({ type: 'duckdb', path: join(root, 'warehouse.duckdb') }),
  )
  const [one, other] = await Promise.all(open.map((engine) => engine.connect()))
  invariant(one && other, 'two engines give two sessions')
  postgres = one
  duckdb = other
  await postgres.execute('create schema tidemill')
  for (const { sql } of postgresFunctions()) await postgres.execute(sql)
}, 180_000)
afterAll(async () => {
  for (const engine of open) await engine.close()
  rmSync(root, { recursive: true, force: true })
})

/** Makes a relation as a table with the rows that the build gave it, in the types that its columns have in Redshift. */
async function load({ relation, engine }: ModelNode | SeedNode): Promise<void> {
  const known = compiled.columns.columnsOf(relation) ?? []
  const columns = known.map(({ name, type }) => ({ name, type: type ? typeAcross(type, engine, 'redshift') : null }))
  const table = duckdbPlanner.relation(relation)
  const quoted = columns.map(({ name }) => duckdbPlanner.identifier(name))
  await postgres.execute(`create schema if not exists ${duckdbPlanner.identifier(relation.schema)}`)
  const types = columns.map(({ type }, at) => `${quoted[at]} ${type ? typeName(type, 'redshift') : 'text'}`)
  await postgres.execute(`create table ${table} (${types.join(', ')})`)
  const { rows } = await duckdb.query(
    `select ${quoted.map((column) => `cast(${column} as varchar)`).join(', ')} from ${table}`,
  )
  const cells = rows.map((row) => row.map((cell) => (cell === null ? null : String(cell))))
  await postgres.load(relation, { kind: 'rows', columns: columns.map(({ name }) => name), rows: cells })
}

test('the models in Redshift SQL give the same rows on DuckDB and on PostgreSQL', { timeout: 600_000 }, async () => {
  const writer = adapterWriter(embedded, compiled.columns)
  const different: string[] = []
  let asked = 0
  for (const node of inOrder(compiled.manifest)) {
    if (node.kind === 'seed') await load(node)
    if (node.kind !== 'model' || !node.compiled.query || node.config.materialized === 'ephemeral') continue
    if (node.engine === 'redshift') {
      asked++
      const { text, query } = node.compiled
      const analysis = analyseQuery(query, 'redshift', compiled.columns.catalog('redshift'))
      const translated = translateQuery(query, {
        ...{ from: 'redshift', to: 'postgres', relations: () => null },
        types: inferTypes(analysis),
        names: queryNames(analysis),
      })
      if (translated.problems.length > 0) different.push(`${node.name}: ${JSON.stringify(translated.problems[0])}`)
      const wanted = await postgres.query(printQuery(translated.query, 'postgres').text)
      const found = await duckdb.query(writer.write(query, text, 'redshift', new Map()).sql)
      if (bag(wanted.rows) !== bag(found.rows)) different.push(`${node.name} has other rows`)
    }
    await load(node)
  }
  expect(different).toEqual([])
  expect(asked).toBeGreaterThanOrEqual(20)
})

/** Rows in any order; whole numbers alike, whatever their width. */
function bag(rows: readonly (readonly Value[])[]): string {
  return rows
    .map((row) => JSON.stringify(row.map((value) => (typeof value === 'number' ? String(value) : value))))
    .sort()
    .join('\n')
}
