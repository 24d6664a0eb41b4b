import { expect, test } from 'vitest'
import { seededRandom } from '../support/sample/random.ts'
import { type Delivered, deliver } from '../support/truth/delivery.ts'
import { makeHistory } from '../support/truth/history.ts'
import { newWorkshop } from '../support/truth/new-workshop.ts'
import { truthOf } from '../support/truth/truth.ts'
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

test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])('history %i', async (seed) => {
  const shape = shapes[seed % shapes.length] ?? plainShape
  const history = makeHistory({ seed, transactions: 25, ties: true })
  const files = deliver(history, { seed, changesInAFile: 6, untidy: true })
  const truth = truthOf(history)
  const workshop = newWorkshop({}, shape)
  for (const wave of builds(files, seed)) {
    workshop.deliver(wave.map((file) => writeFile(file, shape)))
    await workshop.buildWell()
  }
  expect(await workshop.contents()).toEqual(truth)
})
