import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import {
  administrator,
  administratorPassword,
  startPostgres,
  stopPostgres,
} from '../../src/engines/setup/postgres-server.ts'
import type { FaultPoint } from '../../src/planner/steps.ts'
import type { CliResult, RunningCommand } from '../support/cli.ts'
import { freePort } from '../support/engines/free-port.ts'
import { serverOfRun } from '../support/engines/places.ts'
import { TwoEngineProject } from '../support/engines/two-engines.ts'
import { differences, type WarehouseTables } from '../support/warehouse-tables.ts'

let undisturbed: WarehouseTables
const made: TwoEngineProject[] = []

async function project(...how: Parameters<typeof TwoEngineProject.make>): Promise<TwoEngineProject> {
  const one = await TwoEngineProject.make(...how)
  made.push(one)
  return one
}

async function expectWhole(disturbed: TwoEngineProject): Promise<void> {
  expect(differences(await disturbed.tables(), undisturbed)).toEqual([])
  expect(await disturbed.ledgerProblems()).toEqual([])
}

/** A build, and a promise of the first time that it says something. */
function build(of: TwoEngineProject, words: readonly string[], said: string): [RunningCommand, Promise<void>] {
  let text = ''
  let hear = () => {}
  const heard = new Promise<void>((resolve) => {
    hear = resolve
  })
  const running = of.start(['build', ...words], {
    onStderr: (more) => {
      text += more
      if (text.includes(said)) hear()
    },
  })
  const over = running.ended.then(({ stderr }) => {
    if (!stderr.includes(said)) throw new Error(`"${said}" was not said:\n${stderr}`)
  })
  return [running, Promise.race([heard, over])]
}

async function expectBuilt(ended: Promise<CliResult>): Promise<void> {
  const { code, stderr } = await ended
  expect(code, stderr).toBe(0)
}

const slow = ['--vars', 'slow: true']
const anyStep = 'START '

beforeAll(async () => {
  const quiet = await project('duckdb')
  await expectBuilt(quiet.run(['build']))
  undisturbed = await quiet.tables()
  expect([...undisturbed.values()].filter((table) => table.rows.length > 0).length).toBe(11)
})
afterEach(async () => {
  for (const one of made.splice(0)) await one.close()
})

describe('Ctrl-C', () => {
  test('answers within two seconds, leaves nothing running on either engine, and a run that `retry` finishes', async () => {
    const disturbed = await project('spark')
    const interrupt = async (running: RunningCommand) => {
      const since = performance.now()
      running.kill('SIGINT')
      const { code, stderr } = await running.ended
      const seconds = (performance.now() - since) / 1000
      expect(code, stderr).toBe(130)
      expect(seconds).toBeLessThan(2)
      expect(disturbed.sparkProcesses()).toEqual([])
      expect(await disturbed.statements()).toEqual([])
      expect(disturbed.handoffs()).toEqual([])
    }

    // While Spark starts.
    const early = disturbed.start(['build'])
    await vi.waitUntil(() => disturbed.sparkProcesses().length > 0, { timeout: 60_000, interval: 100 })
    await interrupt(early)

    // While both engines count.
    const [running, began] = build(disturbed, slow, 'START sql table model marts.slow_on_spark')
    await began
    await vi.waitUntil(async () => (await disturbed.statements()).some((sql) => sql.includes('l15')))
    await sleep(3_000)
    await interrupt(running)

    // The two that counted are on different engines, and all that is left is retried, and nothing else.
    const left = disturbed.results()
    const unfinished = left
      .filter(({ status }) => !['success', 'pass'].includes(status))
      .map(({ unique_id }) => unique_id)
    expect(unfinished).toEqual(expect.arrayContaining(['model.truth.slow_on_spark', 'model.truth.slow_in_warehouse']))
    expect(left.length).toBeGreaterThan(unfinished.length)
    await expectBuilt(disturbed.run(['retry', '--vars', 'slow: false']))
    const retried = disturbed.results()
    expect(retried.map(({ unique_id }) => unique_id).sort()).toEqual(unfinished.sort())
    await expectWhole(disturbed)
  })
})

describe('a command that is killed', () => {
  test.each([1, 2])('on PostgreSQL goes on from there (%i)', async (seed) => {
    const disturbed = await project('duckdb')
    const [running, began] = build(disturbed, [], anyStep)
    await began
    await sleep(chance(seed) * 1_500)
    running.kill('SIGKILL')
    await expectBuilt(disturbed.run(['build']))
    await expectWhole(disturbed)
    expect(disturbed.handoffs()).toEqual([])
  })

  test('with Spark goes on from there, as soon as Spark has noticed', async () => {
    const disturbed = await project('spark')
    const [running, began] = build(disturbed, [], 'START sql staging model staging.stg_orders')
    await began
    await sleep(chance(4) * 2_000)
    running.kill('SIGKILL')
    await running.ended
    await expectBuilt(disturbed.run(['build']))
    await expectWhole(disturbed)
  })

  test.each<FaultPoint>(['unloaded', 'handed-off'])(
    'at %s leaves nothing behind that the next build cannot finish',
    async (point) => {
      const disturbed = await project('duckdb')
      for (const time of [1, 3]) {
        const running = disturbed.start(['build'], { env: { TIDEMILL_FAULT: `${point}:${time}` } })
        const { code, signal } = await running.ended
        // Some steps come but once in what is left.
        expect(time === 1 ? ['SIGKILL'] : ['SIGKILL', 0]).toContain(code ?? signal)
      }
      await expectBuilt(disturbed.run(['build']))
      await expectWhole(disturbed)
      expect(disturbed.handoffs()).toEqual([])
    },
  )
})

describe('a run whose engine dies finishes', () => {
  test('when Python and Java are killed', async () => {
    const disturbed = await project('spark')
    const killed = new Set<number>()
    const kill = async (which: 'python' | 'java', delay: number) => {
      await sleep(delay)
      for (const pid of disturbed.sparkProcesses(which)) {
        killed.add(pid)
        process.kill(pid, 'SIGKILL')
      }
    }
    const anotherJava = () =>
      vi.waitUntil(() => disturbed.sparkProcesses('java').some((pid) => !killed.has(pid)), { timeout: 60_000 })
    const [running, began] = build(disturbed, [], 'START sql staging model staging.stg_orders')
    // The very first start.
    await anotherJava()
    await kill('java', chance(8) * 2_000)
    await began
    await kill('python', 500 + chance(5) * 1_000)
    await anotherJava()
    await kill('java', chance(6) * 4_000)
    expect(killed.size).toBeGreaterThanOrEqual(3)
    await expectBuilt(running.ended)
    await expectWhole(disturbed)
    expect(disturbed.sparkProcesses()).toEqual([])
  })

  test.each([7, 10])('when all connections are ended (%i)', async (seed) => {
    const disturbed = await project('duckdb')
    const [running, began] = build(disturbed, [], anyStep)
    await began
    await sleep(chance(seed) * 300)
    expect(await disturbed.endSessions()).toBeGreaterThan(0)
    await expectBuilt(running.ended)
    await expectWhole(disturbed)
  })

  test('when the server stops at once and is started again', async () => {
    const places = serverOfRun(join(inject('runFolder'), 'own'))
    const port = await freePort()
    // A server that does not wait for its disk would lose what it has confirmed.
    const options = { port, isDurable: true }
    await startPostgres(places, options)
    try {
      const password = administratorPassword(places)
      const own = { host: '127.0.0.1', port, user: administrator, password, database: 'postgres' }
      const disturbed = await project('duckdb', own)
      const [running, began] = build(disturbed, [], anyStep)
      await began
      await sleep(chance(11) * 1_000)
      await stopPostgres(places, 'immediate')
      await sleep(1_000)
      await startPostgres(places, options)
      await expectBuilt(running.ended)
      await expectWhole(disturbed)
    } finally {
      await stopPostgres(places)
    }
  })
})

test('one build at a time: another one is refused or waits, and takes over from one that is killed', async () => {
  const shared = await project('duckdb')
  const [first, began] = build(shared, slow, 'START sql table model marts.slow_in_warehouse')
  await began
  const since = performance.now()
  const refused = await shared.run(['build'])
  expect([refused.code, refused.stderr]).toEqual([75, expect.stringContaining('run/locked')])
  expect(refused.stderr).toContain(`process ${first.pid}`)
  expect(performance.now() - since).toBeLessThan(10_000)

  const waiting = shared.start(['build', '--wait'])
  const [impatient, started] = build(shared, ['--wait'], 'Concurrency')
  const ended = vi.fn()
  void waiting.ended.then(ended)
  await started
  await sleep(1_000)
  expect(ended).not.toHaveBeenCalled()
  impatient.kill('SIGINT')
  expect((await impatient.ended).code).toBe(130)

  // A connection that is lost does not let others in.
  await shared.endSessions()
  await sleep(1_000)
  expect(ended).not.toHaveBeenCalled()

  first.kill('SIGKILL')
  await expectBuilt(waiting.ended)
  await expectWhole(shared)
})

/** A number from 0 to 1 that belongs to a seed. */
function chance(seed: number): number {
  return ((seed * 2_654_435_761) % 4_294_967_296) / 4_294_967_296
}
