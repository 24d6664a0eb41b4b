import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { duckdbMacros } from '../../src/catalog/duckdb-macros.ts'
import { duckdbTypeName, typeName } from '../../src/catalog/types/write-type.ts'
import type { CompiledProject } from '../../src/compiler/compile.ts'
import type { Engine, Session, Value } from '../../src/engines/engine.ts'
import { openEngine } from '../../src/engines/registry.ts'
import { changeColumns } from '../../src/ingest/change-files.ts'
import { tableFolder } from '../../src/ingest/dms-files.ts'
import type { SourceNode } from '../../src/manifest/nodes.ts'
import { adapterWriter } from '../../src/planner/adapter-writer.ts'
import { duckdbPlanner } from '../../src/planner/dialects/duckdb.ts'
import { embedded } from '../../src/planner/engine-layout.ts'
import { openProject } from '../../src/runner/open-project.ts'
import { placeOfSource } from '../../src/runner/source-place.ts'
import { invariant } from '../../src/util/invariant.ts'
import { repository } from '../support/cli.ts'
import { newSpark } from '../support/engines/spark.ts'

/** Rows of each source table: enough for its values to be of all kinds. */
const rowsOfEach = 300

const config = newSpark()
const open: Engine[] = []
let compiled: CompiledProject
let spark: Session
let duckdb: Session

beforeAll(async () => {
  const project = { root: repository, target: null, vars: new Map(), env: {}, fullRefresh: false }
  const result = openProject({ ...project, runStartedAt: new Date('2026-01-01T00:00:00Z') })
  invariant(result.compiled, 'the sample project does not compile')
  compiled = result.compiled
  open.push(await openEngine({ type: 'spark', ...config }), await openEngine({ type: 'duckdb', path: ':memory:' }))
  const [one, other] = await Promise.all(open.map((engine) => engine.connect()))
  invariant(one && other, 'two engines give two sessions')
  spark = one
  duckdb = other
  await duckdb.execute('create schema tidemill')
  for (const { sql } of duckdbMacros()) await duckdb.execute(sql)
})
afterAll(async () => {
  for (const engine of open) await engine.close()
})

/** Makes a source table with the same rows on both engines, in the types that its columns have in Spark. */
async function load(source: SourceNode): Promise<void> {
  const { relation } = source
  const place = placeOfSource(repository, null, source.config)
  invariant(place?.kind === 'folder', 'the sources of the sample project are folders')
  const folder = join(place.path, tableFolder(source.config, relation.name))
  const file = readdirSync(folder).find((name) => name.startsWith('LOAD'))
  const { columns: inFile } = await duckdb.query(`select * from read_parquet('${join(folder, file ?? '')}') limit 0`)
  const names = inFile.map((column) => column.name.toLowerCase())
  const isSystem = (name: string) => changeColumns.some((column) => column === name)
  const columns = (compiled.columns.columnsOf(relation) ?? []).filter(({ name }) => !isSystem(name))
  const table = duckdbPlanner.relation(relation)
  await duckdb.execute(`create schema if not exists ${duckdbPlanner.identifier(relation.schema)}`)
  const casts = columns.map(({ name, type }) => {
    const column = duckdbPlanner.identifier(name)
    const target = duckdbTypeName(type ?? null, 'spark')
    // The table got it after its load.
    if (!names.includes(name)) return `cast(null as ${target}) as ${column}`
    return target ? `cast(${column} as ${target}) as ${column}` : column
  })
  const system = `'I' as _op, null::varchar as _change_seq, timestamp '2026-01-01' as _commit_ts, 'f' as _file, true as _is_load`
  await duckdb.execute(
    `create table ${table} as select ${casts.join(', ')}, ${system} from read_parquet('${join(folder, file ?? '')}') limit ${rowsOfEach}`,
  )
  const all = [
    ...columns.map(({ name, type }) => ({ name, type: typeName(type ?? null, 'spark') })),
    ...['_op', '_change_seq', '_file'].map((name) => ({ name, type: 'string' })),
    { name: '_commit_ts', type: 'timestamp' },
    { name: '_is_load', type: 'boolean' },
  ]
  await spark.execute(`create schema if not exists \`${relation.schema}\``)
  await spark.execute(
    `create table \`${relation.schema}\`.\`${relation.name}\` (${all.map(({ name, type }) => `\`${name}\` ${type}`).join(', ')}) using parquet`,
  )
  const texts = all.map(({ name }) => `cast(${duckdbPlanner.identifier(name)} as varchar)`)
  const { rows } = await duckdb.query(`select ${texts.join(', ')} from ${table}`)
  const cells = rows.map((row) => row.map((cell) => (cell === null ? null : String(cell))))
  await spark.load(relation, { kind: 'rows', columns: all.map(({ name }) => name), rows: cells })
}

test('the staging models of the sample project give Spark’s rows and types', { timeout: 600_000 }, async () => {
  const nodes = [...compiled.manifest.nodes.values()]
  for (const node of nodes) if (node.kind === 'source') await load(node)
  const models = nodes.filter((node) => node.kind === 'model' && node.engine === 'spark')
  expect(models.length).toBeGreaterThanOrEqual(10)
  const writer = adapterWriter(embedded, compiled.columns)
  const different: string[] = []
  for (const model of models) {
    if (model.kind !== 'model' || !model.compiled.query) continue
    const { text, query } = model.compiled
    const wanted = await spark.query(text.text)
    const found = await duckdb.query(writer.write(query, text, 'spark', new Map()).sql)
    const types = (compiled.columns.columnsOf(model.relation) ?? []).slice(0, wanted.columns.length)
    const typesFound = types.map(({ type }) => typeName(type ?? null, 'spark')).join()
    if (typesFound !== wanted.columns.map((column) => column.type).join()) {
      different.push(`${model.name} has the types ${typesFound}, not ${wanted.columns.map((column) => column.type)}`)
    }
    if (bag(wanted.rows) !== bag(found.rows)) different.push(`${model.name} has other rows`)
  }
  expect(different).toEqual([])
})

/** Rows in any order. Spark's instants are wall times in UTC on DuckDB. */
function bag(rows: readonly (readonly Value[])[]): string {
  const plain = (value: Value) => (typeof value === 'string' ? value.replace(/(:\d\d(?:\.\d+)?)Z$/, '$1') : value)
  return rows
    .map((row) => JSON.stringify(row.map(plain)))
    .sort()
    .join('\n')
}
