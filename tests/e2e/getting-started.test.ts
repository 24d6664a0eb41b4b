import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { repository, temporaryFolder, tidemill } from '../support/cli.ts'
import { examplesIn } from '../support/docs/examples.ts'

const page = readFileSync(join(repository, 'docs/getting-started.md'), 'utf8')
const [shownSales = '', shownPlan = ''] = [...page.matchAll(/^```text\n([\s\S]*?)^```$/gm)].map((match) => match[1])

/** Batches are named for the time. */
const withoutTimes = (text: string) => text.replace(/\d{8}T\d{12}Z/g, '…')

test('docs/getting-started.md tells what happens', async () => {
  const files = Object.fromEntries(examplesIn(page).map(({ path, text }) => [path, text]))
  const later = Object.keys(files).find((path) => path.includes('/2026/'))
  const cwd = temporaryFolder(Object.fromEntries(Object.entries(files).filter(([path]) => path !== later)))
  const run = async (...words: string[]) => {
    const { code, stdout, stderr } = await tidemill(words, { cwd })
    expect({ words, code, stderr: code === 0 ? '' : stderr }).toEqual({ words, code: 0, stderr: '' })
    return { stdout, stderr }
  }

  await run('build')
  expect((await run('show', '--select', 'daily_sales')).stdout).toBe(shownSales)

  mkdirSync(dirname(join(cwd, later ?? '')), { recursive: true })
  writeFileSync(join(cwd, later ?? ''), files[later ?? ''] ?? '')
  expect(withoutTimes((await run('plan')).stdout)).toContain(withoutTimes(shownPlan))
  await run('build')
  const orders = await run('show', '--inline', 'select order_id from {{ref "orders"}} order by 1', '--output', 'csv')
  expect(orders.stdout.split(/\s+/)).toEqual(['order_id', '2', '3', ''])
  expect((await run('build')).stderr).toContain('Nothing to do')
})
