import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { declaredType } from '../../src/catalog/types/source-column-type.ts'
import { duckdbTypeName, typeName } from '../../src/catalog/types/write-type.ts'
import type { Engine, Session, Value } from '../../src/engines/engine.ts'
import { openEngine } from '../../src/engines/registry.ts'
import { badValuesColumn, type ChangeFiles } from '../../src/ingest/change-files.ts'
import { sourcesOf } from '../../src/manifest/manifest.ts'
import { relation } from '../../src/manifest/relation.ts'
import { changeFilesOf, sourceTypes } from '../../src/planner/change-files-of.ts'
import { duckdbPlanner } from '../../src/planner/dialects/duckdb.ts'
import { openProject } from '../../src/runner/open-project.ts'
import { readState } from '../../src/runner/read-state.ts'
import { SourceStores } from '../../src/runner/source-stores.ts'
import { invariant } from '../../src/util/invariant.ts'
import { repository } from '../support/cli.ts'
import { newSpark } from '../support/engines/spark.ts'

const config = newSpark()
const folder = mkdtempSync(join(tmpdir(), 'tidemill-changes-'))
const open: Engine[] = []
let spark: Session
let duckdb: Session

beforeAll(async () => {
  open.push(await openEngine({ type: 'spark', ...config }), await openEngine({ type: 'duckdb', path: ':memory:' }))
  const [one, other] = await Promise.all(open.map((engine) => engine.connect()))
  invariant(one && other, 'two engines give two sessions')
  spark = one
  duckdb = other
})
afterAll(async () => {
  for (const engine of open) await engine.close()
  rmSync(folder, { recursive: true, force: true })
})

const into = relation('temp', 'changes')

interface Laid {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Value[])[]
}

async function laidOut(session: Session, from: ChangeFiles): Promise<Laid> {
  await session.readChanges(from, into)
  const { columns, rows } = await session.query('select * from changes order by _position')
  await session.dropKept(into)
  return { columns: columns.map((column) => column.name), rows: rows.map((row) => row.map(wall)) }
}

/** Spark's instants are wall times in UTC on DuckDB. */
function wall(value: Value): Value {
  return typeof value === 'string' ? value.replace(/(T\d\d:\d\d:\d\d\.\d+)Z$/, '$1') : value
}

async function expectSame(from: ChangeFiles, forSpark: ChangeFiles): Promise<Laid> {
  const wanted = await laidOut(duckdb, from)
  const found = await laidOut(spark, forSpark)
  expect(found.columns).toEqual(wanted.columns)
  expect(found.rows).toEqual(wanted.rows)
  return wanted
}

test('the sample’s change files come out alike', { timeout: 900_000 }, async () => {
  const project = { root: repository, target: null, vars: new Map(), env: {}, fullRefresh: false }
  const { compiled } = openProject({ ...project, runStartedAt: new Date('2026-01-01T00:00:00Z') })
  invariant(compiled, 'the sample project does not compile')
  const state = await readState(
    compiled,
    new SourceStores(compiled, project),
    { schema: 'tidemill', words: duckdbPlanner },
    null,
  )
  let count = 0
  for (const source of sourcesOf(compiled.manifest)) {
    const files = [...(state.sources.get(source.id)?.files.values() ?? [])]
    const loads = files.filter((file) => file.isLoad)
    const typeOf = sourceTypes(source, files)
    // All that there is; of one table a batch that lacks what other files have as well.
    for (const batch of count === 0 ? [loads, files] : [files]) {
      const from = changeFilesOf(source, batch, { batchId: 'b1', known: files })
      const laid = await expectSame(from, {
        ...from,
        columns: from.columns.map(({ name, type }) => ({ name, type: type && typeName(typeOf(name), 'spark') })),
        declared: source.columns.map(({ name, dataType }) => ({
          name,
          type: dataType && typeName(declaredType(dataType), 'spark'),
        })),
      })
      count += laid.rows.length
    }
  }
  expect(count).toBeGreaterThan(10_000)
})

interface AwkwardFile {
  /** The rows, as a query of DuckDB's. */
  readonly sql?: string
  /** Or a CSV's text. */
  readonly csv?: string
  readonly isLoad?: boolean
  readonly fileTime?: string
  readonly modifiedAt?: string
}

interface Awkward extends Partial<Omit<ChangeFiles, 'files' | 'columns' | 'declared' | 'shapes'>> {
  readonly files: readonly AwkwardFile[]
  readonly shapes?: readonly AwkwardFile[]
  /** By the names of Spark's types; what is not named keeps the type that the files have. */
  readonly types?: Readonly<Record<string, string>>
  readonly declared?: Readonly<Record<string, string | null>>
}

/** The same files for both engines, their types in each one's words. */
async function awkward({ files, shapes = [], types = {}, declared = {}, ...more }: Awkward) {
  const format = more.format ?? 'parquet'
  const names = new Map<string, string>()
  const write = async (file: AwkwardFile) => {
    const path = join(folder, `${crypto.randomUUID()} ä [x].${file.csv === undefined ? 'parquet' : 'csv.gz'}`)
    let columns: readonly string[]
    if (file.csv === undefined) {
      await duckdb.execute(`copy (${file.sql}) to '${path}' (format parquet)`)
      columns = (await duckdb.query(`${file.sql} limit 0`)).columns.map((column) => column.name)
    } else {
      writeFileSync(path, gzipSync(file.csv))
      const [first = ''] = file.csv.split('\n')
      columns = more.csv?.header === false ? Object.keys(declared) : first.split(more.csv?.delimiter ?? ',')
    }
    for (const name of columns) if (!names.has(name.toLowerCase())) names.set(name.toLowerCase(), name)
    return { path, columns }
  }
  const written = []
  for (const [index, file] of files.entries()) {
    const { path, columns } = await write(file)
    written.push({
      ...{ path, columns, key: `shop/t/${index}.${format}`, isLoad: file.isLoad ?? false, batchId: "b'1" },
      fileTime: file.fileTime ?? `20260102-03040500${index}`,
      modifiedAt: file.modifiedAt ?? `2026-01-02T03:04:0${index}.250Z`,
    })
  }
  const shapePaths = []
  for (const file of shapes) shapePaths.push((await write(file)).path)
  const has = (name: string) => names.get(name.toLowerCase()) ?? null
  const base = {
    ...{
      source: 'source.shop.t',
      files: written,
      shapes: shapePaths,
      hidden: [] as readonly string[],
      format,
      primaryKey: ['id'],
    },
    generation: 0,
    keepsBadValues: false,
    numberedBy: null,
    isOfState: false,
    csv: { header: true, delimiter: ',', null: '' },
    ...{ op: has('Op'), changeSeq: has('seq'), commitTs: has('commit_ts'), orderBy: ['change_seq', 'commit_ts'] },
    ...more,
  } satisfies Omit<ChangeFiles, 'columns' | 'declared' | 'orderBy'> & { orderBy: readonly string[] }
  const words = (dialect: 'duckdb' | 'spark'): ChangeFiles => {
    const word = (type: string | null | undefined) => {
      if (type === null || type === undefined) return null
      return dialect === 'spark' ? type : duckdbTypeName(declaredType(type), 'spark')
    }
    return {
      ...(base as Omit<ChangeFiles, 'columns' | 'declared'>),
      columns: [...names.values()]
        .filter((name) => !base.hidden.includes(name.toLowerCase()))
        .map((name) => ({ name, type: word(types[name]) })),
      declared: Object.entries(declared).map(([name, type]) => ({ name, type: word(type) })),
    }
  }
  return { duckdb: words('duckdb'), spark: words('spark') }
}

const change = (rest: string) => `select 'U' as "Op", 1 as id, ${rest}`

const cases: Readonly<Record<string, Awkward>> = {
  'a load without operations beside changes': {
    files: [
      {
        sql: "select i as id, 'l' || i as label, '2026-01-01 00:00:0' || i as commit_ts from range(3) t(i)",
        isLoad: true,
      },
      { sql: `${change("'a' as label, '2026-01-02 03:04:05.123456' as commit_ts, '007' as seq")}` },
      { sql: `select ' d ' as "OP", 2 as ID, 'b' as label, '2026-01-02 03:04:05.123456' as commit_ts, '7' as seq` },
    ],
    types: { id: 'bigint', label: 'string', commit_ts: 'string', seq: 'string' },
  },
  'a load without any time': {
    files: [
      { sql: 'select i as id from range(2) t(i)', isLoad: true },
      { sql: 'select i as id from range(2) t(i)', isLoad: true, modifiedAt: '2025-12-31T23:59:59.999Z' },
      { sql: 'select i as id from range(0) t(i)', isLoad: true, modifiedAt: '2020-12-31T23:59:59.999Z' },
    ],
    types: { id: 'bigint' },
  },
  'no sequence, no commit time, no operation': {
    files: [
      { sql: 'select i % 3 as id, i as n from range(12) t(i)' },
      { sql: 'select i % 3 as id, i as n from range(5) t(i)', fileTime: '20260102-030405000' },
    ],
    types: { id: 'bigint', n: 'bigint' },
  },
  'sequences that are numbers, text, empty and absent': {
    files: [
      {
        sql: `select 'U' as "Op", 1 as id, unnest(['9', '10', 'x', '', null, '-1', '٣', repeat('9', 65), '1\n']) as seq`,
      },
      { sql: `select 'U' as "Op", 2 as id, unnest([9, 10, null]) as seq` },
    ],
    types: { seq: 'string' },
  },
  'decimal sequences': {
    files: [{ sql: `${change('unnest([20260102000000000000000000000000001.00, 2.50, null])::decimal(38,2) as seq')}` }],
  },
  'ordered by commit time alone': {
    orderBy: ['commit_ts'],
    files: [
      {
        sql: `select 'U' as "Op", i % 2 as id, timestamp '2026-01-02' + to_seconds(i % 4) as commit_ts,
          case when i % 3 > 0 then (100 - i)::varchar end as seq from range(20) t(i)`,
      },
      { sql: `select 'U' as "Op", 1::bigint as id, null::timestamp as commit_ts, null::varchar as seq` },
    ],
    types: { id: 'bigint', commit_ts: 'timestamp', seq: 'string' },
  },
  'commit times of many kinds of text': {
    files: [
      {
        sql: change(`unnest(['2026-01-02', '2026-01-02 03:04', '2026-01-02T03:04:05.5Z', '2026-01-02 03:04:05.123456+02:00', '2026-01-02 03:04:05-0530', '2026-01-02 03:04:05+02',
          ' 2026-01-02 03:04:05 ', '2026-1-2 3:04:05', '2026', '2026-01', '03:04:05', 'yesterday', '', null, '0987-06-05 01:02:03',
          '2026-13-01', '2026-02-30']) as commit_ts, '5' as seq`),
      },
      {
        sql: change(`unnest(['2026-01-02', '0987-06-05 01:02:03.000001', 'never']) as commit_ts, null::varchar as seq`),
      },
    ],
    types: { commit_ts: 'string', seq: 'string' },
  },
  'moments with zone, without and of other precisions': {
    files: [
      {
        sql: change(
          "timestamptz '2026-07-01 12:00:00.123456+00' as moment, timestamptz '2026-07-01 12:00:00+02' as commit_ts",
        ),
      },
      { sql: change("timestamp '2026-07-01 12:00:00.123456' as moment, timestamp '2026-07-01 10:00:00' as commit_ts") },
      { sql: change("timestamp_ms '1890-07-01 12:00:00.123' as moment, timestamp '0001-01-01 00:00:00' as commit_ts") },
      { sql: change("date '1500-03-01' as moment, timestamp '2026-07-01 10:00:00' as commit_ts") },
    ],
    types: { moment: 'timestamp', commit_ts: 'timestamp' },
  },
  'columns of other types in each file, and columns that some lack': {
    files: [
      { sql: change("1::tinyint as n, 1.5::decimal(4,1) as price, '1' as seq") },
      { sql: change("9000000000 as n, 12.25::decimal(8,2) as price, true as yes, '2' as seq") },
      { sql: change("7::smallint as n, '\\xAB'::blob as bytes, date '0001-01-01' as day, '3' as seq") },
      { sql: change("'12' as n, 3::integer as price, 0.1::float as single, '4' as seq") },
    ],
    types: { n: 'bigint', price: 'decimal(12,2)', yes: 'boolean', bytes: 'binary', day: 'date', seq: 'string' },
  },
  'nested values': {
    files: [
      { sql: change("[1, null] as list, {'a': 1, 'b': ['x']} as record, map {'k': 2} as pairs, '1' as seq") },
      { sql: change("null::integer[] as list, '2' as seq") },
    ],
  },
  'declared columns that no file has, and those of other files': {
    files: [{ sql: change("'1' as seq") }],
    shapes: [{ sql: change("'1' as seq, 1::integer as typed, {'a': 1} as untyped") }],
    types: { typed: 'int', seq: 'string' },
    declared: { ID: 'integer', later: 'decimal(10,2)', unknown: null, moment: 'timestamp', _op: 'string' },
  },
  'names in several cases, and columns that are hidden': {
    files: [
      { sql: `select 'U' as "Op", 1 as id, 'a' as label, 1 as "Secret", '1' as seq` },
      { sql: `select 2 as "ID", '2' as "SEQ", 'U' as op, 'x' as secret, 'b' as "LABEL", [1] as list` },
      { sql: `select 'I' as "OP", 3 as "Id", '3' as seq` },
    ],
    types: { id: 'int', seq: 'string' },
    hidden: ['secret', 'list'],
  },
  'names that are the tool’s own': {
    files: [
      {
        sql: `select 'U' as "Op", 1 as id, '1' as seq, 'mine' as _file, 'x' as "_OP", 7 as _position, 'y' as _tm_raw, 'q' as "a b\`c"`,
      },
    ],
    types: { id: 'int', seq: 'string' },
  },
  'a system column as the operation and the time': {
    files: [{ sql: `select 'd' as _op, 1 as id, '5' as _change_seq, '2026-01-02 03:04:05' as _commit_ts` }],
    ...{ op: '_op', changeSeq: '_change_seq', commitTs: '_commit_ts' },
  },
  'keys of several columns, with NULL and text that runs together': {
    primaryKey: ['a', 'b', 'moment', 'price'],
    files: [
      {
        sql: `select 'U' as "Op", '5' as seq, * from (values
          ('a, b', 'c', timestamp '2026-01-02 03:04:05.5', 1.50::decimal(4,2)), ('a', ' b, c', null, 2.00),
          (null, 'ż🌊', timestamp '2026-01-02', null), ('', null, null, null)) t(a, b, moment, price)`,
      },
    ],
    types: { moment: 'timestamp', seq: 'string' },
  },
  'a file of no rows': {
    files: [{ sql: `${change("'1' as seq")} where false` }],
    types: { seq: 'string' },
  },
  'no files': { files: [], declared: { id: 'integer', label: 'varchar(20)', price: 'decimal(4,2)', unknown: null } },
  'CSV with hidden columns, and names in several cases': {
    format: 'csv',
    files: [
      { csv: 'Op,id,Secret,label,seq\nU,1,x,a,1\n' },
      { csv: 'seq,LABEL,ID,op,secret\n2,b,2,D,"y,z"\n' },
      { csv: 'Op,id,seq\nI,3,3\n' },
    ],
    declared: { id: 'integer' },
    hidden: ['secret'],
  },
  'CSV with a header': {
    format: 'csv',
    files: [
      { csv: 'Op,id,label,seq\nI,1,"a ""q"", \nb",5\nU,,"",12\nD,3,,7\n' },
      { csv: 'id,more,label\n1,x,l\n', isLoad: true },
    ],
    declared: { id: 'integer', absent: 'timestamp' },
  },
  'CSV without a header': {
    format: 'csv',
    csv: { header: false, delimiter: '|', null: 'NA' },
    files: [{ csv: 'I|1|NA|2026-01-02 03:04:05|5\nU|1|"NA"|2026-01-02T03:04:05.5+02:00|\n' }],
    declared: { Op: 'string', id: 'bigint', label: 'string', commit_ts: 'timestamp', seq: 'string' },
  },
}

test.each(Object.keys(cases))('%s come out alike', { timeout: 120_000 }, async (name) => {
  const { duckdb: from, spark: forSpark } = await awkward(cases[name] as Awkward)
  await expectSame(from, forSpark)
})

test('the order in which files are named makes no difference', { timeout: 120_000 }, async () => {
  const { spark: from } = await awkward(cases['no sequence, no commit time, no operation'] as Awkward)
  const turned = await laidOut(spark, { ...from, files: [...from.files].reverse() })
  expect(turned.rows).toEqual((await laidOut(spark, from)).rows)
})

test('a value that does not fit its type fails on both', { timeout: 120_000 }, async () => {
  const typed = await awkward({ files: [{ sql: change("'x1' as n, '1' as seq") }], types: { n: 'int' } })
  const quotes = await awkward({ format: 'csv', files: [{ csv: 'id,label\n1,"a"b\n' }] })
  for (const files of [typed, quotes]) {
    await expect(duckdb.readChanges(files.duckdb, into)).rejects.toMatchObject({ kind: 'data' })
    await expect(spark.readChanges(files.spark, into)).rejects.toMatchObject({ kind: 'data' })
  }
})

const misfits: Readonly<Record<string, Awkward & { readonly told: readonly (string | null)[] }>> = {
  'CSV with values of other types': {
    format: 'csv',
    files: [
      {
        csv: `Op,id,price,day,moment,odd' name,seq\nI,1,1.50,2026-01-02,2026-01-02 03:04:05,1,1\nU,one,"1,5",soon,2026-13-01,x,2\nD,1,,,,,3\nU,2,123456789.00,2026-02-30,never,"it's",4\n`,
      },
      { csv: 'id,price\n7,cheap\n', isLoad: true },
    ],
    told: [
      "price = 'cheap'",
      null,
      "id = 'one', price = '1,5', day = 'soon', moment = '2026-13-01', odd' name = 'x'",
      null,
      "price = '123456789.00', day = '2026-02-30', moment = 'never', odd' name = 'it's'",
    ],
    declared: { id: 'integer', price: 'decimal(8,2)', day: 'date', moment: 'timestamp', "odd' name": 'integer' },
  },
  'Parquet with values of other types': {
    files: [
      { sql: change("unnest(['12', 'x', null]) as n, 12.25::decimal(8,2) as price, '1' as seq") },
      { sql: change("7::smallint as n, 99999.5::double as price, '2' as seq") },
    ],
    told: [null, "n = 'x'", null, "price = '99999.5'"],
    types: { n: 'int', price: 'decimal(6,2)', seq: 'string' },
  },
}

test.each(Object.keys(misfits))('%s come out as NULL on both, and are told', { timeout: 120_000 }, async (name) => {
  const { told, ...files } = misfits[name] as (typeof misfits)[string]
  const { duckdb: from, spark: forSpark } = await awkward({ ...files, keepsBadValues: true })
  const byName = ({ columns, rows }: Laid) =>
    rows.map((row) => Object.fromEntries(columns.map((column, at) => [column, row[at]])))
  const wanted = byName(await laidOut(duckdb, from))
  expect(byName(await laidOut(spark, forSpark))).toEqual(wanted)
  expect(wanted.map((row) => row[badValuesColumn])).toEqual(told)
})
