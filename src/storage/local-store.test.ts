import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { md5 } from '../util/hash.ts'
import { fileEtagMemory } from './etag-memory.ts'
import { localStore } from './local-store.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tidemill-store-'))
  mkdirSync(join(root, 'shop/orders/2026/01/02'), { recursive: true })
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

test('lists files with the MD5 of their content', async () => {
  writeFileSync(join(root, 'shop/orders/LOAD00000001.csv'), 'a,b\n')
  writeFileSync(join(root, 'shop/orders/2026/01/02/20260102-030405123.csv'), '')
  utimesSync(join(root, 'shop/orders/LOAD00000001.csv'), 1, Date.parse('2026-01-02T03:04:05.500Z') / 1000)
  const listing = await localStore(root).list('shop/orders')
  expect(listing.map((object) => object.key)).toEqual([
    'shop/orders/2026/01/02/20260102-030405123.csv',
    'shop/orders/LOAD00000001.csv',
  ])
  expect(listing[1]).toEqual({
    key: 'shop/orders/LOAD00000001.csv',
    etag: md5('a,b\n'),
    size: 4,
    modifiedAt: '2026-01-02T03:04:05.500Z',
  })
})

test('is empty where there is no folder, and does not take a longer name for it', async () => {
  mkdirSync(join(root, 'shop/orders_old'))
  writeFileSync(join(root, 'shop/orders_old/LOAD00000001.csv'), '')
  expect(await localStore(root).list('shop/orders')).toEqual([])
  expect(await localStore(root).list('shop/nothing')).toEqual([])
})

test('finds files where they lie', async () => {
  writeFileSync(join(root, 'shop/orders/LOAD00000001.csv'), 'a,b\n')
  const store = localStore(root)
  const paths = (await store.list('shop/orders')).map(store.pathOf)
  expect(paths).toEqual([join(root, 'shop/orders/LOAD00000001.csv')])
})

const big = 'x'.repeat(1_000_000)
const later = () => BigInt(Date.now()) * 1_000_000n + 10_000_000_000n
const memoryFile = () => join(root, '.tidemill/etags.json')
const remembering = (now = later) => localStore(root, () => fileEtagMemory(memoryFile(), now))

test('does not read an unchanged big file again', async () => {
  const key = 'shop/orders/LOAD00000001.csv'
  writeFileSync(join(root, key), big)
  expect((await remembering().list('shop'))[0]?.etag).toBe(md5(big))
  const stamp = statSync(join(root, key), { bigint: true })
  const memory = fileEtagMemory(memoryFile(), later)
  expect(memory.recall(key, stamp)).toBe(md5(big))
  for (const part of ['size', 'ino', 'mtimeNs', 'ctimeNs'] as const) {
    expect(memory.recall(key, { ...stamp, [part]: stamp[part] + 1n })).toBeNull()
  }
})

test('remembers many small files, and forgets those that are gone', async () => {
  const keys = Array.from({ length: 120 }, (_, index) => `shop/orders/LOAD${String(index).padStart(8, '0')}.csv`)
  for (const key of keys) writeFileSync(join(root, key), key)
  const listing = await remembering().list('shop/orders')
  expect(listing.map((object) => object.etag)).toEqual(keys.map(md5))
  expect(await remembering().list('shop/orders')).toEqual(listing)
  rmSync(join(root, keys[0] ?? ''))
  await remembering().list('shop/orders')
  expect(JSON.parse(readFileSync(memoryFile(), 'utf8'))[0]).toEqual(keys.slice(1))
  for (const key of keys.slice(2)) rmSync(join(root, key))
  await remembering().list('shop/orders')
  expect(existsSync(memoryFile())).toBe(false)
})

test('reads a big file again that was changed in place, its time set back', async () => {
  const file = join(root, 'shop/orders/LOAD00000001.csv')
  const store = remembering()
  writeFileSync(file, big)
  const { mtime } = statSync(file)
  await store.list('shop')
  const changed = `y${big.slice(1)}`
  writeFileSync(file, changed)
  utimesSync(file, mtime, mtime)
  expect((await store.list('shop'))[0]?.etag).toBe(md5(changed))
})

test('does not trust a file that was only just written, nor a broken memory', async () => {
  const key = 'shop/orders/LOAD00000001.csv'
  writeFileSync(join(root, key), big)
  await remembering(() => BigInt(Date.now()) * 1_000_000n).list('shop')
  const stamp = statSync(join(root, key), { bigint: true })
  expect(fileEtagMemory(memoryFile()).recall(key, stamp)).toBeNull()
  for (const broken of ['{"x": 1', '[1]', JSON.stringify([[key], []])]) {
    mkdirSync(join(root, '.tidemill'), { recursive: true })
    writeFileSync(memoryFile(), broken)
    expect(fileEtagMemory(memoryFile()).recall(key, stamp)).toBeNull()
  }
})
