import { execFileSync } from 'node:child_process'
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { newDatabase } from '../../../tests/support/engines/postgres.ts'
import { relation } from '../../manifest/relation.ts'
import { openPostgres } from './open.ts'

/** `COPY_ROWS=5000000` shows that the amount makes no difference. */
const amount = Number(process.env.COPY_ROWS ?? 300_000)

test('a file of any size is loaded in bounded memory, and can be stopped', { timeout: 600_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tidemill-copy-'))
  const path = join(folder, 'rows.csv')
  await pipeline(Readable.from(lines()), createWriteStream(path))
  const config = await newDatabase()
  const engine = await openPostgres(config)
  const session = await engine.connect()
  await session.execute('create table copied (id bigint, label text, price numeric(12,2))')
  const script = fileURLToPath(new URL('../../../tests/support/engines/copy-in-child.ts', import.meta.url))
  const words = ['--max-old-space-size=64', '--import', 'tsx', script, JSON.stringify(config), path]
  const told = JSON.parse(execFileSync(process.execPath, words, { encoding: 'utf8' }))
  console.info(`COPY: ${JSON.stringify(told)}`)
  expect(told.rows).toBe(amount)
  expect(told.grownMegabytes).toBeLessThan(100)
  expect((await session.query('select count(*), sum(id) from copied')).rows).toEqual([
    [String(amount), String((amount * (amount - 1)) / 2)],
  ])

  await session.execute('truncate table copied')
  const columns = ['id', 'label', 'price']
  const csv = { kind: 'csv', columns, path, header: true, delimiter: ',', null: '' } as const
  const controller = new AbortController()
  const cancelled = session.load(relation('public', 'copied'), csv, { signal: controller.signal })
  setTimeout(() => controller.abort(), 20)
  await expect(cancelled).rejects.toMatchObject({ kind: 'cancelled' })
  expect((await session.query('select count(*) from copied')).rows).toEqual([['0']])
  await engine.close()
  rmSync(folder, { recursive: true })
})

function* lines(): Generator<string> {
  yield 'id,label,price\n'
  for (let start = 0; start < amount; start += 1000) {
    let text = ''
    for (let id = start; id < Math.min(start + 1000, amount); id++)
      text += `${id},"a label, of row ${id}",${id % 1000}.25\n`
    yield text
  }
}
