import { expect, test } from 'vitest'
import { byTable, ledgerByTable } from './by-table.ts'

const [orders, lines] = [
  { source: 'shop', table: 'orders' },
  { source: 'shop', table: 'lines' },
]
const batch = (batchId: string, table: typeof orders) => ({
  batchId,
  ...table,
  openedAt: '',
  closedAt: null,
  heldBy: null,
})
const file = (batchId: string, table: typeof orders) => ({ batchId, ...table, key: batchId, etag: 'e', size: 1 })
const applied = (batchId: string) => ({ batchId, node: 'n', rows: null, appliedAt: '' })

test('finds the rows of a table, in their order', () => {
  const rows = [batch('a', orders), batch('b', lines), batch('c', orders)]
  expect(byTable(rows)(orders).map((row) => row.batchId)).toEqual(['a', 'c'])
  expect(byTable(rows)({ source: 'shop', table: 'none' })).toEqual([])
})

test('takes the ledger apart, with what was applied of batches that are only known by their files', () => {
  const rows = {
    batches: [batch('a', orders), batch('b', lines)],
    files: [file('a', orders), file('b', lines), file('c', lines)],
    applied: [applied('a'), applied('b'), applied('c')],
    built: [{ node: 'n', fingerprint: 'f', builtAt: '' }],
    feeds: [],
    feedReads: [],
    generations: [],
    skipped: [],
    released: [],
  }
  expect(ledgerByTable(rows)(lines)).toEqual({
    ...rows,
    batches: [batch('b', lines)],
    files: [file('b', lines), file('c', lines)],
    applied: [applied('b'), applied('c')],
  })
})
