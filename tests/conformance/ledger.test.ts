import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Engine, Session } from '../../src/engines/engine.ts'
import { openEngine } from '../../src/engines/registry.ts'
import {
  closeBatch,
  createLedgerStatements,
  type Ledger,
  type LedgerRows,
  markHeld,
  openBatch,
  readLedger,
  readLedgerQueries,
  recordApplied,
  recordBuilt,
  recordGeneration,
  replaceFile,
} from '../../src/ingest/ledger.ts'
import { duckdbPlanner } from '../../src/planner/dialects/duckdb.ts'

const ledger: Ledger = { schema: 'dev_o"hara_tidemill', words: duckdbPlanner }
const openedAt = '2026-01-02T03:04:05.123Z'
const later = '2026-01-02T04:00:00.000Z'

let engine: Engine
let session: Session
beforeAll(async () => {
  engine = await openEngine({ type: 'duckdb', path: ':memory:' })
  session = await engine.connect()
  await run(createLedgerStatements(ledger))
  await run(createLedgerStatements(ledger))
})
afterAll(() => engine.close())

async function run(statements: readonly string[]): Promise<void> {
  await session.transaction(async (transaction) => {
    for (const statement of statements) await transaction.execute(statement)
  })
}

async function read(): Promise<LedgerRows> {
  const queries = readLedgerQueries(ledger)
  const rows = async (sql: string) => (await session.query(sql)).rows
  return readLedger({
    batches: await rows(queries.batches),
    files: await rows(queries.files),
    applied: await rows(queries.applied),
    built: await rows(queries.built),
    feeds: await rows(queries.feeds),
    feedReads: await rows(queries.feedReads),
    generations: await rows(queries.generations),
    skipped: await rows(queries.skipped),
    released: await rows(queries.released),
  })
}

function batch(batchId: string, keys: readonly string[], supersedes: readonly string[] = []) {
  const files = keys.map((key) => ({ key, etag: `etag of ${key}`, size: 2 ** 40 }))
  return { batchId, source: 'shop', table: "o'rders", openedAt, files, supersedes }
}

test('keeps the life of a batch', async () => {
  await run(openBatch(ledger, batch('b1', ['sales/x/LOAD00000001.csv', "sales/x/it's.csv"])))
  await run(recordApplied(ledger, { batchId: 'b1', node: 'model.shop.orders', rows: 7, appliedAt: later }))
  await run([replaceFile(ledger, 'b1', { key: "sales/x/it's.csv", etag: 'new', size: 3 })])
  expect(await read()).toEqual({
    batches: [
      {
        batchId: 'b1',
        source: 'shop',
        table: "o'rders",
        openedAt: '2026-01-02T03:04:05.123000',
        closedAt: null,
        heldBy: null,
      },
    ],
    files: [
      {
        batchId: 'b1',
        source: 'shop',
        table: "o'rders",
        key: 'sales/x/LOAD00000001.csv',
        etag: 'etag of sales/x/LOAD00000001.csv',
        size: 2 ** 40,
      },
      { batchId: 'b1', source: 'shop', table: "o'rders", key: "sales/x/it's.csv", etag: 'new', size: 3 },
    ],
    applied: [{ batchId: 'b1', node: 'model.shop.orders', rows: 7, appliedAt: '2026-01-02T04:00:00.000000' }],
    built: [],
    feeds: [],
    feedReads: [],
    generations: [],
    skipped: [],
    released: [],
  })
  await run([closeBatch(ledger, 'b1', "timestamp '2026-01-02 04:00:00'")])
  expect((await read()).batches[0]?.closedAt).toBe('2026-01-02T04:00:00.000000')
})

test('records once what is done twice', async () => {
  for (const rows of [1, null]) {
    await run(recordApplied(ledger, { batchId: 'b1', node: 'model.shop.orders', rows, appliedAt: later }))
    await run(recordBuilt(ledger, { node: 'model.shop.dim', fingerprint: `of ${rows}`, builtAt: later }))
  }
  const { applied, built } = await read()
  expect(applied.map((row) => row.rows)).toEqual([null])
  expect(built.map((row) => row.fingerprint)).toEqual(['of null'])
})

test('moves the files of a batch that was held back into the one that supersedes it', async () => {
  await run(openBatch(ledger, batch('b2', ['a'])))
  await run([markHeld(ledger, 'b2', 'model.shop.orders')])
  expect((await read()).batches.at(-1)).toMatchObject({ batchId: 'b2', heldBy: 'model.shop.orders', closedAt: null })
  await run(openBatch(ledger, batch('b3', ['a', 'b'], ['b2'])))
  const { batches, files } = await read()
  expect(batches.map((row) => row.batchId)).toEqual(['b1', 'b3'])
  expect(files.filter((file) => file.batchId > 'b1').map((file) => [file.batchId, file.key])).toEqual([
    ['b3', 'a'],
    ['b3', 'b'],
  ])
  const open = `select count(*) from ${duckdbPlanner.relation({ schema: ledger.schema, name: 'batches' })} where closed_at is null`
  expect((await session.query(open)).rows).toEqual([['1']])
})

test('keeps the loads of a table, oldest first', async () => {
  const load = { source: 'shop', table: "o'rders", loadedAt: '2026-01-02 03:04:05.000006' }
  await run(recordGeneration(ledger, { ...load, firstBatch: 'b3' }))
  await run(recordGeneration(ledger, { ...load, firstBatch: '', loadedAt: '2026-01-01 00:00:00' }))
  await run(recordGeneration(ledger, { ...load, firstBatch: 'b3', loadedAt: '2026-01-03 00:00:00' }))
  expect((await read()).generations).toEqual([
    { ...load, firstBatch: '', loadedAt: '2026-01-01T00:00:00.000000' },
    { ...load, firstBatch: 'b3', loadedAt: '2026-01-03T00:00:00.000000' },
  ])
})

test('takes as many files as there are, and none', async () => {
  const keys = Array.from({ length: 1000 }, (_, index) => `many/${String(index).padStart(4, '0')}`)
  await run(openBatch(ledger, batch('b4', keys)))
  await run(openBatch(ledger, batch('b5', [])))
  const { batches, files } = await read()
  expect(files.filter((file) => file.batchId === 'b4').map((file) => file.key)).toEqual(keys)
  expect(batches.at(-1)?.batchId).toBe('b5')
})

test('keeps statements short enough for the Data API, with the longest keys', () => {
  const keys = Array.from({ length: 200 }, (_, index) => String(index).padEnd(1024, 'x'))
  const files = keys.map((key) => ({ key, etag: 'd41d8cd98f00b204e9800998ecf8427e-10000', size: 2 ** 40 }))
  const statements = openBatch(ledger, { ...batch('b6', []), files })
  const lengths = statements.map((statement) => Buffer.byteLength(statement))
  expect(Math.max(...lengths)).toBeLessThan(100_000)
})
