import { expect, test } from 'vitest'
import { openProject } from '../../src/runner/open-project.ts'
import { sourceFreshness } from '../../src/runner/source-freshness.ts'
import { newWorkshop } from '../support/truth/new-workshop.ts'
import { projectFiles } from '../support/truth/project.ts'
import { orderFile } from '../support/truth/scenario.ts'
import { plainShape } from '../support/truth/write-file.ts'

const sources = String(projectFiles(plainShape)['models/sources.yml'])

/** What becomes of `orders` with some keys of its own: its newest change is of 2026-01-05 10:00:00.000009. */
async function fresh(keys: string, delivers = true) {
  const workshop = newWorkshop({
    'models/sources.yml': sources.replace(
      'config: {primary_key: order_id}',
      `config: {primary_key: order_id, freshness: ${keys}}`,
    ),
  })
  if (delivers)
    workshop.deliver([orderFile('LOAD00000001', ['0 I 1']), orderFile('20260105-110000000', ['5 U 1 paid', '9 I 2'])])
  const project = { root: workshop.root, target: null, vars: new Map(), env: {}, fullRefresh: false }
  const { compiled } = openProject({ ...project, runStartedAt: new Date() })
  if (!compiled) throw new Error('the project does not compile')
  const selected = new Set(compiled.manifest.graph.order)
  const results = await sourceFreshness(compiled, {
    ...{ root: workshop.root, env: {}, selected },
    listener: () => {},
    warn: () => {},
  })
  return results.map(({ source, status, maxLoadedAt, error }) => ({ source, status, maxLoadedAt, error }))
}

const orders = 'source.truth.shop.orders'
const newest = '2026-01-05T10:00:00.000Z'

test.each([
  ['{warn_after: {count: 1, period: day}}', 'warn'],
  ['{warn_after: {count: 1, period: day}, error_after: {count: 2, period: day}}', 'error'],
  ['{warn_after: {count: 90000, period: day}, error_after: {count: 90000, period: day}}', 'pass'],
])('a table with the limits %s: %s', async (keys, status) => {
  expect(await fresh(keys)).toEqual([{ source: orders, status, maxLoadedAt: newest, error: null }])
})

test('a field of its own and a filter say what counts', async () => {
  const limit = '{error_after: {count: 1, period: day}'
  expect(await fresh(`${limit}, filter: "status = 'open'"}, loaded_at_field: _commit_ts`)).toMatchObject([
    { status: 'error', maxLoadedAt: newest },
  ])
  expect(await fresh(`${limit}, filter: "status = 'nowhere'"}`)).toMatchObject([{ status: 'error', maxLoadedAt: null }])
  const [unreadable] = await fresh(`${limit}}, loaded_at_field: nowhere_at`)
  expect(unreadable).toMatchObject({ status: 'runtime error', maxLoadedAt: null })
  expect(unreadable?.error).toContain('nowhere_at')
})

test('a table without files is stale, and one without limits is not looked at', async () => {
  const limits = '{error_after: {count: 1, period: day}}'
  expect(await fresh(limits, false)).toEqual([{ source: orders, status: 'error', maxLoadedAt: null, error: null }])
  expect(await fresh('null')).toEqual([])
})
