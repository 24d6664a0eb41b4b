import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ObjectInfo } from '../ingest/object-info.ts'
import { md5 } from '../util/hash.ts'
import { fileColumnsMemory } from './columns-memory.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tidemill-columns-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const path = (key: string) => join(root, key)
const memory = (delimiter = ',') =>
  fileColumnsMemory(path('.tidemill/columns.json'), { format: 'csv', csv: { header: true, delimiter } })

function write(key: string, text: string): ObjectInfo {
  writeFileSync(path(key), text)
  const { size, mtime } = statSync(path(key), { bigint: true })
  return { key, etag: md5(text), size: Number(size), modifiedAt: mtime.toISOString() }
}

/** Files of two shapes. */
function writeMany(): readonly ObjectInfo[] {
  return Array.from({ length: 10 }, (_, index) => write(`${index}.csv`, `${index % 2 ? 'a,b' : 'a;b,c'}\n${index}\n`))
}

function names(of: ReturnType<typeof memory>, object: ObjectInfo): readonly string[] | null {
  const found = of.columnsOf(object, path(object.key))
  return 'columns' in found ? (found.columns ?? []).map((column) => column.name) : null
}

/** Times have fractions of a millisecond, which must not be rounded differently here and there. */
test('remembers every file that is as it was listed', () => {
  const files = writeMany()
  for (const [index, { key }] of files.entries()) utimesSync(path(key), 1, 1_767_322_800 + index / 9_999)
  const listed = files.map((file) => {
    const { mtime } = statSync(path(file.key), { bigint: true })
    return { ...file, modifiedAt: mtime.toISOString() }
  })
  remember(listed)
  for (const { key } of files) rmSync(path(key))
  expect(listed.map((file) => names(memory(), file)).filter((found) => found === null)).toEqual([])
})

function remember(objects: readonly ObjectInfo[]): void {
  const first = memory()
  for (const object of objects) first.columnsOf(object, path(object.key))
  first.save()
}

test('opens no file twice, and shares the lists of columns', () => {
  const files = writeMany()
  remember(files)
  for (const { key } of files) rmSync(path(key))
  const second = memory()
  const lists = new Set(files.map((file) => second.columnsOf(file, path(file.key))))
  expect(files.slice(0, 2).map((file) => names(second, file))).toEqual([
    ['a;b', 'c'],
    ['a', 'b'],
  ])
  expect(lists.size).toBe(2)
})

test('knows files by their content, and only as it was read', () => {
  const files = writeMany()
  remember(files)
  const changed = write('0.csv', 'x,y,z\n')
  expect(names(memory(), changed)).toEqual(['x', 'y', 'z'])
  expect(names(memory(';'), files[2] as ObjectInfo)).toEqual(['a', 'b,c'])
})

test('forgets files that are there no more, and is gone when none is left', () => {
  const files = writeMany()
  remember(files)
  remember(files.slice(5))
  const { shapes } = JSON.parse(readFileSync(path('.tidemill/columns.json'), 'utf8')) as {
    shapes: { contents: string[] }[]
  }
  expect(shapes.flatMap((shape) => shape.contents)).toHaveLength(5)
  remember([])
  expect(existsSync(path('.tidemill/columns.json'))).toBe(false)
})

test('remembers nothing of a file that was replaced after it was listed', () => {
  const files = writeMany()
  const listed = files[0] as ObjectInfo
  write('0.csv', 'x,y,z,longer\n')
  remember(files)
  const again = write('0.csv', 'a;b,c\n0\n')
  expect({ etag: again.etag, size: again.size }).toEqual({ etag: listed.etag, size: listed.size })
  expect(names(memory(), again)).toEqual(['a;b', 'c'])
})

test('does without what it cannot write', () => {
  const files = writeMany()
  writeFileSync(path('.tidemill'), 'a file where the folder would be')
  remember(files)
  expect(names(memory(), files[1] as ObjectInfo)).toEqual(['a', 'b'])
})

test('does not remember what cannot be read, nor trusts a broken memory', () => {
  const files = writeMany()
  remember(files)
  const empty = write('empty.csv', '')
  expect(memory().columnsOf(empty, path('empty.csv'))).toEqual({ problem: 'it is empty.' })
  const good = JSON.parse(readFileSync(path('.tidemill/columns.json'), 'utf8')) as object
  for (const shapes of [null, [null], [{ shape: null }], [{ shape: { width: 1 } }]]) {
    writeFileSync(path('.tidemill/columns.json'), JSON.stringify({ ...good, shapes }))
    expect(names(memory(), files[1] as ObjectInfo)).toEqual(['a', 'b'])
  }
  for (const broken of ['{"reader": 1', '[]', 'null']) {
    writeFileSync(path('.tidemill/columns.json'), broken)
    expect(names(memory(), files[1] as ObjectInfo)).toEqual(['a', 'b'])
  }
})
