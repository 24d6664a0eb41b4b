import { cpSync, rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FaultPoint, faultPoints } from '../../src/planner/steps.ts'
import { buildInChild, bundleBuildOnce } from '../support/truth/child.ts'
import { type Delivered, deliver } from '../support/truth/delivery.ts'
import { makeHistory } from '../support/truth/history.ts'
import { projectFiles } from '../support/truth/project.ts'
import { truthOf } from '../support/truth/truth.ts'
import { Workshop } from '../support/truth/workshop.ts'
import { plainShape, writeFile } from '../support/truth/write-file.ts'

const history = makeHistory({ seed: 77, transactions: 16, ties: true })
const files = deliver(history, { seed: 77, changesInAFile: 8, untidy: true })
const truth = truthOf(history)

/** Two builds' worth of files: the first is in when the crashes come. */
const first = files.filter((file, index) => file.isLoad || index % 2 === 0)
const second = files.filter((file) => !first.includes(file))

const dataTests = `version: 2
models:
  - name: orders
    columns:
      - {name: order_key, data_tests: [not_null, unique]}
      - name: customer
        data_tests: [{relationships: {arguments: {to: ref('fct_customers'), field: customer}}}]
  - name: stg_lines
    columns: [{name: line_no, data_tests: [not_null]}]
`

let script = ''
const before = new Workshop()

function put(workshop: Workshop, delivered: readonly Delivered[]): void {
  workshop.deliver(delivered.map((file) => writeFile(file, plainShape)))
}

beforeAll(async () => {
  script = await bundleBuildOnce()
  before.write({ ...projectFiles(plainShape), 'models/tests.yml': dataTests })
  put(before, first)
  await before.buildWell()
  put(before, second)
  before.write({ 'seeds/countries.csv': 'country,country_name\nFR,France\nDE,Germany\n' })
})

afterAll(async () => {
  await before.close()
  rmSync(script, { force: true })
})

async function expectWhole(workshop: Workshop): Promise<void> {
  expect(await workshop.contents()).toEqual(truth)
  expect(await workshop.steps()).toEqual([])
  expect(await workshop.query('select count(*) from tidemill.batches where closed_at is null')).toEqual([['0']])
  const twice = 'select count(*) from (select 1 from tidemill.applied group by batch_id, node_id having count(*) > 1)'
  expect(await workshop.query(twice)).toEqual([['0']])
  const files = 'select count(*), count(distinct file_key) from tidemill.batch_files'
  const [[rows, keys] = []] = await workshop.query(files)
  expect(rows).toBe(keys)
  const unapplied = `select b.batch_id, c.node_id from tidemill.batches b
    join (select distinct a.node_id, x.table_name from tidemill.applied a join tidemill.batches x on x.batch_id = a.batch_id) c
      on c.table_name = b.table_name
    where b.superseded_by is null
      and not exists (select 1 from tidemill.applied a where a.batch_id = b.batch_id and a.node_id = c.node_id)`
  expect(await workshop.query(unapplied)).toEqual([])
}

/** With one database nothing is handed over, and no table is made anew here: others come to these. */
const ofOthers: readonly FaultPoint[] = ['unloaded', 'handed-off', 'rebuilt']

describe.each(faultPoints.filter((point) => !ofOthers.includes(point)))('a process that is killed at %s', (point) => {
  test.each([1, 3])('the %ith time leaves nothing behind that the next build cannot finish', async (time) => {
    const workshop = new Workshop()
    try {
      cpSync(before.root, workshop.root, { recursive: true })
      const ended = await buildInChild(script, workshop.root, `${point}:${time}`)
      // Some points come but once in this build.
      expect(time === 1 ? ['SIGKILL'] : ['SIGKILL', 0]).toContain(ended)
      await workshop.buildWell()
      await expectWhole(workshop)
    } finally {
      await workshop.close()
    }
  })
})

test('a process that is killed in its first build leaves nothing behind', async () => {
  const workshop = new Workshop()
  try {
    workshop.write(projectFiles(plainShape))
    put(workshop, files)
    for (const fault of ['batch-opened:2', 'staged:1', 'applied:2', 'build-before-publish:2']) {
      expect(await buildInChild(script, workshop.root, fault)).toBe('SIGKILL')
    }
    await workshop.buildWell()
    await expectWhole(workshop)
  } finally {
    await workshop.close()
  }
})
