import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DuckDBInstance, type JS } from '@duckdb/node-api'
import { beforeAll, describe, expect, test } from 'vitest'
import { makeSampleData, type SampleData } from '../support/sample/sample-data.ts'
import { type Column, type Table, tables } from '../support/sample/tables.ts'

const seeds = fileURLToPath(new URL('../../seeds/cdc', import.meta.url))
const expectedFile = new URL('../support/sample/expected.json', import.meta.url)

type Query = (sql: string) => Promise<Record<string, JS>[]>

let sample: SampleData
let query: Query

beforeAll(async () => {
  sample = makeSampleData()
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  query = async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJS()
})

describe('the committed files', () => {
  test('are those that the script makes, byte for byte', async () => {
    const files = await query(`select file from glob('${seeds}/**/*.parquet')`)
    const committed = files.map(({ file }) => relative(seeds, String(file))).sort()
    expect(committed).toEqual(sample.files.map(({ key }) => key).sort())
    for (const { key, bytes } of sample.files) {
      expect(Buffer.compare(readFileSync(`${seeds}/${key}`), bytes), key).toBe(0)
    }
    expect(JSON.parse(readFileSync(expectedFile, 'utf8'))).toEqual(sample.expected)
  })

  test.each(tables)('of $schema.$name lead to the expected state', async (table) => {
    expect(await stateInFiles(table)).toEqual(sample.expected[`${table.schema}.${table.name}`])
  })

  test('are as small as a sample should be', () => {
    const bytes = sample.files.reduce((sum, file) => sum + file.bytes.length, 0)
    expect(bytes).toBeLessThan(3_000_000)
  })
})

describe('the history holds', () => {
  test('inserts, updates and deletes on at least seven days', async () => {
    const days = await query(`
      select commit_ts[1:10] as day from ${changesOf('salesorderheader')} group by day
      having bool_or(Op = 'I') and bool_or(Op = 'U') order by day`)
    expect(days.length).toBeGreaterThanOrEqual(7)
    const operations = await query(`select distinct Op as op from ${changesOf('salesorderheader')} order by op`)
    expect(operations.map(({ op }) => op)).toEqual(['D', 'I', 'U'])
  })

  test('I, U, D, I of one key in one transaction', async () => {
    const rows = await query(`
      select salesorderid, string_agg(Op, '' order by change_seq) as story
      from (select distinct salesorderid, Op, change_seq, commit_ts from ${changesOf('salesorderheader')})
      group by salesorderid, commit_ts having story = 'IUDI'`)
    expect(rows).toEqual([{ salesorderid: 45390, story: 'IUDI' }])
  })

  test('a key that is used again days after its delete', async () => {
    const rows = await query(`
      select distinct i.salesorderid
      from ${changesOf('salesorderheader')} d join ${changesOf('salesorderheader')} i using (salesorderid)
      where d.Op = 'D' and i.Op = 'I' and i.commit_ts[1:10] > d.commit_ts[1:10]`)
    expect(rows).toEqual([{ salesorderid: 45177 }])
  })

  test('deletes that know the key only', async () => {
    const rows = await query(`
      select count(*) as deletes, count(orderdate) as known from ${changesOf('salesorderheader')} where Op = 'D'`)
    expect(rows).toEqual([{ deletes: expect.anything(), known: 0n }])
    expect(Number(rows[0]?.deletes)).toBeGreaterThanOrEqual(4)
  })

  test.each([
    { table: 'salesorderheader', key: 'salesorderid', overtaken: { 45174: 'U', 45176: 'D', 45392: 'U' } },
    { table: 'salesorderdetail', key: 'salesorderdetailid', overtaken: { 6994: 'D', 6995: 'U' } },
  ])('a late file of $table, whose keys have newer changes in files written before it', async (late) => {
    const rows = await query(`
      select late.${late.key} as key, max_by(newer.Op, newer.change_seq) as op
      from ${changesOf(late.table)} late join ${changesOf(late.table)} newer using (${late.key})
      where late.file like '%/2011/12/19/20111221-%'
        and parse_filename(newer.file) < parse_filename(late.file) and newer.change_seq > late.change_seq
      group by all`)
    expect(Object.fromEntries(rows.map(({ key, op }) => [key, op]))).toMatchObject(late.overtaken)
  })

  test('a file that is dated a day after its folder, since it is written after midnight', async () => {
    const rows = await query(`
      select distinct file from ${changesOf('salesorderheader')} where file like '%/2011/12/22/20111223-00%'`)
    expect(rows).toHaveLength(1)
  })

  test.each(['salesorderheader', 'salesorderdetail', 'customer'])('repeated changes of %s', async (table) => {
    const rows = await query(`
      select change_seq from ${changesOf(table)} group by change_seq having count(distinct file) > 1`)
    expect(rows.length).toBeGreaterThan(3)
  })

  test('changes that the load has already', async () => {
    const rows = await query(`
      select salesorderid from ${changesOf('salesorderheader')} where Op = 'I'
      intersect select salesorderid from '${seeds}/sales/salesorderheader/LOAD*.parquet'`)
    expect(rows).toEqual([{ salesorderid: 45400 }])
  })

  test('a line that moves from one order to another', async () => {
    const rows = await query(`
      select c.salesorderdetailid from ${changesOf('salesorderdetail')} c
      join '${seeds}/sales/salesorderdetail/LOAD*.parquet' l using (salesorderdetailid)
      where c.Op = 'U' and c.salesorderid <> l.salesorderid group by all`)
    expect(rows).toHaveLength(1)
  })

  test('sequences that order all changes, and load rows without one', async () => {
    const rows = await query(`
      select count(*) filter (length(change_seq) <> 35) as malformed,
        count(distinct change_seq) - count(distinct (salesorderid, Op, change_seq)) as shared
      from ${changesOf('salesorderheader')}`)
    expect(rows).toEqual([{ malformed: 0n, shared: 0n }])
    const load = await query(`select distinct Op, change_seq from '${seeds}/*/*/LOAD*.parquet'`)
    expect(load).toEqual([{ Op: 'I', change_seq: '' }])
  })
})

describe('the expected state holds', () => {
  test('orders that come to the sum of their lines', async () => {
    const rows = await query(`
      select h.salesorderid, h.subtotal, l.total
      from ${currentRows('sales', 'salesorderheader', 'salesorderid')} h
      left join (
        select salesorderid, sum(orderqty * unitprice * (1 - unitpricediscount)) as total
        from ${currentRows('sales', 'salesorderdetail', 'salesorderdetailid')} group by salesorderid
      ) l using (salesorderid)
      where abs(h.subtotal - coalesce(l.total, 0)) > 0.01 or abs(h.totaldue - h.subtotal - h.taxamt - h.freight) > 0.01`)
    expect(rows).toEqual([])
  })
})

/** The change files of a table; `file` is the path. */
function changesOf(table: string): string {
  return `(select *, filename as file from read_parquet('${seeds}/*/${table}/*/*/*/*.parquet', filename = true, union_by_name = true))`
}

/** The newest row of each key, without the deleted. */
function currentRows(schema: string, table: string, key: string): string {
  return `(
    select * from read_parquet('${seeds}/${schema}/${table}/**/*.parquet', union_by_name = true)
    qualify row_number() over (partition by ${key} order by change_seq desc) = 1 and Op <> 'D')`
}

async function stateInFiles(table: Table) {
  const key = table.primaryKey.join(', ')
  const summed = table.columns.filter(({ type }) => type.kind === 'decimal' || type.kind === 'smallint')
  const [row = {}] = await query(`
    select count(*)::integer as rows,
      md5(string_agg(concat_ws('/', ${key}), chr(10) order by ${key})) as keys,
      md5(string_agg(concat_ws('|', ${table.columns.map(printed).join(', ')}), chr(10) order by ${key})) as values,
      ${summed.map(({ name }) => `sum(${name})::varchar as ${name}`).join(', ')}
    from ${currentRows(table.schema, table.name, key)}`)
  const { rows, keys, values, ...sums } = row
  return { rows, keys, values, sums }
}

function printed({ name, type }: Column): string {
  const text = type.kind === 'timestamp' ? `strftime(${name}, '%Y-%m-%d %H:%M:%S.%f')` : `${name}::varchar`
  return `coalesce(${text}, '')`
}
