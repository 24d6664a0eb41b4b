import { expect, test } from 'vitest'
import { seededRandom } from '../support/sample/random.ts'
import { type Delivered, deliver } from '../support/truth/delivery.ts'
import { makeHistory } from '../support/truth/history.ts'
import { newWorkshop } from '../support/truth/new-workshop.ts'
import { type Contents, truthOf } from '../support/truth/truth.ts'
import { type FileShape, plainShape, writeFile } from '../support/truth/write-file.ts'

/** Load files first, then change files in any order, over a few builds. */
function builds(files: readonly Delivered[], seed: number): Delivered[][] {
  const random = seededRandom(seed)
  const loads = files.filter((file) => file.isLoad)
  const changes = files.filter((file) => !file.isLoad)
  for (let index = changes.length - 1; index > 0; index--) {
    const other = random.integer(0, index)
    const [a, b] = [changes[index], changes[other]]
    if (a && b) [changes[index], changes[other]] = [b, a]
  }
  const waves: Delivered[][] = []
  if (random.integer(0, 1) === 0) waves.push(loads.filter((file) => file.key.endsWith('1')))
  waves.push(loads.filter((file) => !waves.flat().includes(file)))
  while (changes.length > 0) {
    const wave = changes.splice(0, random.integer(1, Math.max(2, Math.ceil(files.length / 3))))
    if (random.integer(0, 2) === 0) waves.at(-1)?.push(...wave)
    else waves.push(wave)
  }
  return waves
}

const shapes: readonly FileShape[] = [
  plainShape,
  { ...plainShape, loadHasOp: false },
  { ...plainShape, format: 'csv' },
  { ...plainShape, format: 'csv.gz', loadHasOp: false },
  { ...plainShape, sequence: 'integer' },
  { ...plainShape, opName: 'operation', sequenceName: 'lsn_order', commitName: 'committed_at' },
]

const histories = Array.from({ length: 6 }, (_, index) => index + 1)

test.each(histories)('history %i comes to the truth, however its files are divided among builds', async (seed) => {
  const shape = shapes[seed % shapes.length] ?? plainShape
  const history = makeHistory({ seed, transactions: 25, ties: true })
  const files = deliver(history, { seed, changesInAFile: 6, untidy: true })
  const workshop = newWorkshop({}, shape)
  for (const wave of builds(files, seed)) {
    workshop.deliver(wave.map((file) => writeFile(file, shape)))
    await workshop.buildWell()
  }
  expect(await workshop.contents()).toEqual(truthOf(history))
})

test.each([101, 102])('history %i comes to the truth in one build', async (seed) => {
  const shape = shapes[seed % shapes.length] ?? plainShape
  const history = makeHistory({ seed, transactions: 60, ties: true })
  const workshop = newWorkshop({}, shape)
  const files = deliver(history, { seed, changesInAFile: 12, untidy: true })
  workshop.deliver(files.map((file) => writeFile(file, shape)))
  await workshop.buildWell()
  expect(await workshop.contents()).toEqual(truthOf(history))
})

test.each([201, 202, 203, 204])('history %i comes to the truth without a change sequence', async (seed) => {
  const shape: FileShape = { ...plainShape, sequence: 'none', format: seed % 2 === 0 ? 'csv' : 'parquet' }
  const history = makeHistory({ seed, transactions: 25, ties: false })
  // Nothing comes twice here, and what one transaction did to a key lies in one file: else nothing could order it.
  const files = deliver(history, { seed, changesInAFile: 100, untidy: false })
  const workshop = newWorkshop({}, shape)
  for (const wave of builds(files, seed)) {
    workshop.deliver(wave.map((file) => writeFile(file, shape)))
    await workshop.buildWell()
  }
  const withoutLog = ({ 'core.order_log': _, ...rest }: Contents) => rest
  expect(withoutLog(await workshop.contents())).toEqual(withoutLog(truthOf(history)))
})

test.each([301, 302, 303])('history %i comes to the truth through selections and full refreshes', async (seed) => {
  const random = seededRandom(seed)
  const history = makeHistory({ seed, transactions: 30, ties: true })
  const files = deliver(history, { seed, changesInAFile: 6, untidy: true })
  const workshop = newWorkshop()
  for (const wave of builds(files, seed)) {
    workshop.deliver(wave.map((file) => writeFile(file, plainShape)))
    const left = random.integer(0, 1) === 0 ? [] : [random.pick(['orders', 'big_orders', 'order_log', 'fct_lines'])]
    // What reads a model that has never been built cannot be built either.
    await workshop.build({ except: left, fullRefresh: random.integer(0, 4) === 0, threads: random.integer(1, 4) })
  }
  await workshop.buildWell()
  expect(await workshop.contents()).toEqual(truthOf(history))
  expect(await workshop.query('select count(*) from tidemill.batches where closed_at is null')).toEqual([['0']])
  expect(await workshop.steps()).toEqual([])
})

test.each([505, 507, 512])(
  'history %i comes to the truth when a check has held batches back on the way',
  async (seed) => {
    const random = seededRandom(seed)
    const history = makeHistory({ seed, transactions: 30, ties: true })
    const workshop = newWorkshop()
    workshop.write({
      'models/tests.yml': `version: 2
models:
  - name: ${random.pick(['orders', 'stg_orders', 'big_orders', 'last_orders'])}
    columns: [{name: amount, data_tests: [{accepted_range: {arguments: {max_value: 75}}}]}]
`,
    })
    let held = 0
    for (const wave of builds(deliver(history, { seed, changesInAFile: 7, untidy: true }), seed)) {
      workshop.deliver(wave.map((file) => writeFile(file, plainShape)))
      held += (await workshop.build()).counts.fail
    }
    expect(held).toBeGreaterThan(0)
    workshop.remove('models/tests.yml')
    await workshop.buildWell()
    expect(await workshop.contents()).toEqual(truthOf(history))
    expect(await workshop.query('select count(*) from tidemill.batches where closed_at is null')).toEqual([['0']])
    expect(await workshop.steps()).toEqual([])
  },
)
