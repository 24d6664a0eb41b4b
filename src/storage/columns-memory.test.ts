import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ObjectInfo } from '../ingest/object-info.ts'
import { md5 } from '../util/hash.ts'
import { type ColumnsMemory, fileColumnsMemory } from './columns-memory.ts'
import { localStore } from './local-store.ts'
import { rememberedColumns } from './remembered-columns.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tidemill-columns-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const path = (key: string) => join(root, key)
const format = (delimiter: string) => ({ format: 'csv', csv: { header: true, delimiter } }) as const
const memory = (delimiter = ',') => fileColumnsMemory(path('.tidemill/columns.json'), format(delimiter))

/** What a memory knows of files, which it has a store look into where it knows nothing. */
async function columnsOf(of: ColumnsMemory, objects: readonly ObjectInfo[], delimiter = ',') {
  const found = await rememberedColumns(objects, localStore(root), of, format(delimiter), () => true)
  return objects.map(({ key }) => found.get(key))
}

function write(key: string, text: string): ObjectInfo {
  writeFileSync(path(key), text)
  const { size, mtime } = statSync(path(key), { bigint: true })
  return { key, etag: md5(text), size: Number(size), modifiedAt: mtime.toISOString() }
}

/** Files of two shapes. */
function writeMany(): readonly ObjectInfo[] {
  return Array.from({ length: 10 }, (_, index) => write(`${index}.csv`, `${index % 2 ? 'a,b' : 'a;b,c'}\n${index}\n`))
}

async function names(object: ObjectInfo, delimiter = ','): Promise<readonly string[] | null> {
  const [found] = await columnsOf(memory(delimiter), [object], delimiter)
  return found && 'columns' in found ? (found.columns ?? []).map((column) => column.name) : null
}

/** Times have fractions of a millisecond, which must not be rounded differently here and there. */
test('remembers every file that is as it was listed', async () => {
  const files = writeMany()
  for (const [index, { key }] of files.entries()) utimesSync(path(key), 1, 1_767_322_800 + index / 9_999)
  const listed = files.map((file) => {
    const { mtime } = statSync(path(file.key), { bigint: true })
    return { ...file, modifiedAt: mtime.toISOString() }
  })
  await remember(listed)
  for (const { key } of files) rmSync(path(key))
  expect(listed.map((file) => memory().recall(file)).filter((found) => found === null)).toEqual([])
})

async function remember(objects: readonly ObjectInfo[]): Promise<void> {
  const first = memory()
  await columnsOf(first, objects)
  first.save()
}

test('opens no file twice, and shares the lists of columns', async () => {
  const files = writeMany()
  await remember(files)
  for (const { key } of files) rmSync(path(key))
  const second = memory()
  const lists = new Set(await columnsOf(second, files))
  expect([await names(files[0] as ObjectInfo), await names(files[1] as ObjectInfo)]).toEqual([
    ['a;b', 'c'],
    ['a', 'b'],
  ])
  expect(lists.size).toBe(2)
  expect(second.shapes()).toHaveLength(2)
})

test('knows files by their content, and only as it was read', async () => {
  const files = writeMany()
  await remember(files)
  const changed = write('0.csv', 'x,y,z\n')
  expect(await names(changed)).toEqual(['x', 'y', 'z'])
  expect(await names(files[2] as ObjectInfo, ';')).toEqual(['a', 'b,c'])
})

test('forgets files that are there no more, and is gone when none is left', async () => {
  const files = writeMany()
  await remember(files)
  await remember(files.slice(5))
  const { shapes } = JSON.parse(readFileSync(path('.tidemill/columns.json'), 'utf8')) as {
    shapes: { contents: string[] }[]
  }
  expect(shapes.flatMap((shape) => shape.contents)).toHaveLength(5)
  await remember([])
  expect(existsSync(path('.tidemill/columns.json'))).toBe(false)
})

test('remembers nothing of a file that was replaced after it was listed', async () => {
  const files = writeMany()
  const listed = files[0] as ObjectInfo
  write('0.csv', 'x,y,z,longer\n')
  await remember(files)
  const again = write('0.csv', 'a;b,c\n0\n')
  expect({ etag: again.etag, size: again.size }).toEqual({ etag: listed.etag, size: listed.size })
  expect(await names(again)).toEqual(['a;b', 'c'])
})

test('does without what it cannot write', async () => {
  const files = writeMany()
  writeFileSync(path('.tidemill'), 'a file where the folder would be')
  await remember(files)
  expect(await names(files[1] as ObjectInfo)).toEqual(['a', 'b'])
})

test('does not remember what cannot be read, nor trusts a broken memory', async () => {
  const files = writeMany()
  await remember(files)
  const empty = write('empty.csv', '')
  expect(await columnsOf(memory(), [empty])).toEqual([{ problem: 'it is empty.' }])
  const good = JSON.parse(readFileSync(path('.tidemill/columns.json'), 'utf8')) as object
  for (const shapes of [null, [null], [{ shape: null }], [{ shape: { width: 1 } }]]) {
    writeFileSync(path('.tidemill/columns.json'), JSON.stringify({ ...good, shapes }))
    expect(await names(files[1] as ObjectInfo)).toEqual(['a', 'b'])
  }
  for (const broken of ['{"reader": 1', '[]', 'null']) {
    writeFileSync(path('.tidemill/columns.json'), broken)
    expect(await names(files[1] as ObjectInfo)).toEqual(['a', 'b'])
  }
})
