import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { FileCache, type RemoteFile } from './file-cache.ts'

let root: string
let downloads: string[]
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tidemill-cache-'))
  downloads = []
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

/** A file whose content is its name, ten bytes long; `wait` holds its download up. */
function file(cache: FileCache, name: string, wait: Promise<unknown> = Promise.resolve()): RemoteFile {
  const content = name.padEnd(10, '.')
  return {
    path: cache.pathOf(name, '.csv'),
    size: 10,
    async download(to) {
      downloads.push(name)
      writeFileSync(to, content.slice(0, 5))
      await wait
      writeFileSync(to, content)
    },
  }
}

function kept(): readonly string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.csv'))
    .map((path) => readFileSync(join(root, path), 'utf8').replace(/\.+$/, ''))
    .sort()
}

/** Uses files one after the other, so that they differ in when that was. */
async function use(cache: FileCache, ...names: readonly string[]): Promise<void> {
  for (const name of names) (await cache.hold([file(cache, name)]))()
}

test('keeps what it has brought, up to its limit, and lets the longest unused go', async () => {
  const cache = new FileCache(root, 30)
  await use(cache, 'a', 'b', 'c')
  await use(cache, 'a', 'd')
  expect(kept()).toEqual(['a', 'c', 'd'])
  await use(cache, 'b')
  expect(kept()).toEqual(['a', 'b', 'd'])
  expect(downloads).toEqual(['a', 'b', 'c', 'd', 'b'])
})

test('knows in another process what was used for longest', async () => {
  const first = new FileCache(root, 100)
  await use(first, 'a', 'b', 'c')
  utimesSync(first.pathOf('c', '.csv'), 1, 1)
  first.close()
  const second = new FileCache(root, 30)
  await use(second, 'd')
  expect(kept()).toEqual(['a', 'b', 'd'])
  expect(downloads).toEqual(['a', 'b', 'c', 'd'])
})

test('never removes what is held, and goes back to its limit afterwards', async () => {
  const cache = new FileCache(root, 20)
  const release = await cache.hold(['a', 'b', 'c', 'd'].map((name) => file(cache, name)))
  await use(cache, 'e')
  expect(kept()).toEqual(['a', 'b', 'c', 'd', 'e'])
  const again = await cache.hold([file(cache, 'a')])
  release()
  release()
  await use(cache, 'f')
  expect(kept()).toEqual(['a', 'f'])
  again()
  cache.close()
  expect(kept()).toEqual(['a', 'f'])
})

test('leaves what another living process uses alone', async () => {
  const marks = join(root, 'used-by')
  mkdirSync(marks, { recursive: true })
  writeFileSync(join(marks, String(process.ppid)), '')
  const cache = new FileCache(root, 10)
  await use(cache, 'a', 'b')
  expect(kept()).toEqual(['a', 'b'])
  rmSync(join(marks, String(process.ppid)))
  writeFileSync(join(marks, '999999999'), '')
  await use(cache, 'c')
  expect(kept()).toEqual(['c'])
  expect(readdirSync(marks)).toEqual([String(process.pid)])
  cache.close()
  expect(readdirSync(marks)).toEqual([])
})

test('brings a file once, however many ask for it', async () => {
  const cache = new FileCache(root, 100)
  await Promise.all(Array.from({ length: 5 }, () => cache.hold([file(cache, 'a', sleep(20)), file(cache, 'b')])))
  expect(downloads.sort()).toEqual(['a', 'b'])
})

test('a file is there as a whole or not at all', async () => {
  const cache = new FileCache(root, 100)
  let finish = () => {}
  const held = cache.hold([file(cache, 'a', new Promise<void>((resolve) => (finish = resolve)))])
  await sleep(5)
  expect(existsSync(cache.pathOf('a', '.csv'))).toBe(false)
  finish()
  await held
  expect(kept()).toEqual(['a'])
  // Half of it, as a power cut may leave it.
  writeFileSync(cache.pathOf('a', '.csv'), 'a....')
  await use(cache, 'a')
  expect(readFileSync(cache.pathOf('a', '.csv'), 'utf8')).toBe('a.........')
})

test('a download that fails leaves nothing, and is no failure of who asks again', async () => {
  const cache = new FileCache(root, 100)
  const broken = { ...file(cache, 'a'), download: () => Promise.reject(new Error('broke off')) }
  const asked = [cache.hold([broken, file(cache, 'b')]), cache.hold([file(cache, 'a')])]
  const [one, other] = await Promise.allSettled(asked)
  expect([one?.status, other?.status]).toEqual(['rejected', 'fulfilled'])
  expect(readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.tmp'))).toEqual([])
})

test('clears away what a process left that died while it wrote', async () => {
  const path = new FileCache(root, 100).pathOf('a', '.csv')
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(`${path}.999999999-1.tmp`, 'half')
  writeFileSync(join(root, '.DS_Store'), 'put there by somebody else')
  writeFileSync(`${path}.${process.ppid}-1.tmp`, 'half')
  await use(new FileCache(root, 100), 'b')
  expect(readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tmp'))).toHaveLength(
    1,
  )
})

test('takes content that is at hand', async () => {
  const cache = new FileCache(root, 100)
  cache.put(cache.pathOf('a', '.csv'), new TextEncoder().encode('a.........'))
  expect(cache.has({ path: cache.pathOf('a', '.csv'), size: 10 })).toBe(true)
  expect(cache.has({ path: cache.pathOf('a', '.csv'), size: 11 })).toBe(false)
  await use(cache, 'a')
  expect(downloads).toEqual([])
})
