import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TryAgainError } from '../../src/runner/try-again.ts'
import { bundleBuildOnce, holdInChild } from '../support/truth/child.ts'
import { deliver } from '../support/truth/delivery.ts'
import { makeHistory } from '../support/truth/history.ts'
import { newWorkshop } from '../support/truth/new-workshop.ts'
import { orderFile } from '../support/truth/scenario.ts'
import { truthOf } from '../support/truth/truth.ts'
import { plainShape, writeFile } from '../support/truth/write-file.ts'

let script = ''

beforeAll(async () => {
  script = await bundleBuildOnce()
})
afterAll(() => rmSync(script, { force: true }))

test('a build while another process has the warehouse is told to try again, and goes through afterwards', async () => {
  const workshop = newWorkshop()
  workshop.deliver([orderFile('LOAD00000001', ['0 I 1'])])
  const other = await holdInChild(script, workshop.root)
  const refused: unknown = await workshop.build().catch((failure: unknown) => failure)
  expect(refused).toBeInstanceOf(TryAgainError)
  if (refused instanceof TryAgainError) {
    expect(refused.diagnostics.map((problem) => problem.code)).toEqual(['run/locked'])
    expect(refused.message).toContain(String(other.pid))
  }
  other.kill('SIGKILL')
  await once(other, 'exit')
  await workshop.buildWell()
})

test.each([1, 4])('%i threads lead to the truth', async (threads) => {
  const history = makeHistory({ seed: 31, transactions: 20, ties: true })
  const files = deliver(history, { seed: 31, changesInAFile: 10, untidy: true })
  const workshop = newWorkshop()
  for (const wave of [files.filter((file) => file.isLoad), files.filter((file) => !file.isLoad)]) {
    workshop.deliver(wave.map((file) => writeFile(file, plainShape)))
    await workshop.buildWell({ threads })
  }
  expect(await workshop.contents()).toEqual(truthOf(history))
})
