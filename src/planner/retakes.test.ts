import { expect, test } from 'vitest'
import type { SourceNode } from '../manifest/nodes.ts'
import { retakesOf } from './retakes.ts'
import { emptyState, noFiles, type SourceFile, type WarehouseState } from './warehouse-state.ts'

const source = { id: 'source.p.shop.orders', sourceName: 'shop', name: 'orders' } as SourceNode

const file = (key: string, etag: string): SourceFile => ({
  ...{ key, etag, path: key, size: 1, isLoad: false, fileTime: '', modifiedAt: '', columns: [] },
})

/** One open batch of files `a` and `b`, and the files that are there now. */
function state(now: readonly SourceFile[], more: Partial<WarehouseState> = {}): WarehouseState {
  const mine = { batchId: 'b1', source: 'shop', table: 'orders' }
  return {
    ...emptyState,
    batches: [{ ...mine, open: true, heldBy: null }],
    files: [
      { ...mine, key: 'a', etag: '1', size: 1 },
      { ...mine, key: 'b', etag: '1', size: 1 },
    ],
    sources: new Map([[source.id, { ...noFiles, files: new Map(now.map((item) => [item.key, item])) }]]),
    ...more,
  }
}

test('a batch whose files are as they were is left alone', () => {
  expect(retakesOf(source, state([file('a', '1'), file('b', '1'), file('c', '1')]))).toEqual([])
})

test('a file that was replaced, and one that was taken away', () => {
  const replaced = file('a', '2')
  expect(retakesOf(source, state([replaced]))).toEqual([
    { batchId: 'b1', replaced: [replaced], gone: ['b'], isEmpty: false },
  ])
})

test('a batch without any file left goes too', () => {
  expect(retakesOf(source, state([]))).toMatchObject([{ gone: ['a', 'b'], isEmpty: true }])
})

test('a batch that somebody has applied stands as it is', () => {
  expect(retakesOf(source, state([], { applied: new Map([['model.p.orders', new Set(['b1'])]]) }))).toEqual([])
})

test('so does one that is closed', () => {
  const [batch] = state([]).batches
  expect(retakesOf(source, state([], { batches: batch ? [{ ...batch, open: false }] : [] }))).toEqual([])
})
