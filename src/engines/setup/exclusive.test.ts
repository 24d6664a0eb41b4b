import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { exclusive } from './exclusive.ts'

const folder = mkdtempSync(join(tmpdir(), 'tidemill-lock-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('one after the other, failures included', async () => {
  const path = join(folder, 'below', 'a')
  const events: string[] = []
  const work = (name: string) => async () => {
    events.push(`${name} begins`)
    await new Promise((resolve) => setTimeout(resolve, 20))
    events.push(`${name} ends`)
    if (name === 'a') throw new Error('a failed')
  }
  const both = await Promise.allSettled([exclusive(path, work('a')), exclusive(path, work('b'))])
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
  expect(events).toEqual(['a begins', 'a ends', 'b begins', 'b ends'])
  expect(existsSync(path)).toBe(false)
})

test.each([
  ['a process that is gone', 2 ** 22 + 1],
  ['an earlier process with our number', process.pid],
  ['nobody', ''],
])('takes over what %s left', async (_, owner) => {
  const path = join(folder, 'left')
  writeFileSync(path, String(owner))
  expect(await exclusive(path, async () => 'done')).toBe('done')
})

test('waits for another process, and not for ever', async () => {
  const path = join(folder, 'held')
  writeFileSync(path, String(process.ppid))
  await expect(exclusive(path, async () => 'done', 300)).rejects.toMatchObject({ kind: 'locked' })
  expect(existsSync(path)).toBe(true)
})
