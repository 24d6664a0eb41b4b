import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Outcome, runSchedule, type Task } from './schedule.ts'

function task(id: string, needs: string[] = [], after: string[] = []): Task {
  return { id, needs, after: [...needs, ...after] }
}

async function run(
  tasks: Task[],
  failing: string[] = [],
  threads = 2,
  poolsOf: (task: Task) => string[] = () => ['all'],
) {
  const order: string[] = []
  let running = 0
  let most = 0
  const outcomes = await runSchedule(tasks, {
    threads,
    poolsOf,
    stopped: () => false,
    skipped: () => {},
    perform: async (item) => {
      running++
      most = Math.max(most, running)
      await new Promise((resolve) => setImmediate(resolve))
      running--
      order.push(item.id)
      return failing.includes(item.id) ? 'error' : 'success'
    },
  })
  return { order, outcomes: Object.fromEntries(outcomes) as Record<string, Outcome>, most }
}

describe('runSchedule', () => {
  test('starts the longest chain first', async () => {
    const { order } = await run([task('short'), task('a'), task('b', ['a']), task('c', ['b'])], [], 1)
    expect(order).toEqual(['a', 'b', 'c', 'short'])
  })

  test('skips what needs a failed task, and runs what only comes after it', async () => {
    const { outcomes } = await run([task('a'), task('b', ['a']), task('c', ['b']), task('d', [], ['a'])], ['a'])
    expect(outcomes).toEqual({ a: 'error', b: 'skipped', c: 'skipped', d: 'success' })
  })

  test('each pool has its own places, and a task takes one in each that it works on', async () => {
    const [a1, a2, b1, both] = [task('a1'), task('a2'), task('b1'), task('both')]
    const pools: Record<string, string[]> = { a1: ['a'], a2: ['a'], b1: ['b'], both: ['a', 'b'] }
    const { order, most } = await run([a1, a2, b1, both], [], 1, ({ id }) => pools[id] ?? [])
    expect(most).toBe(2)
    expect(order.slice(0, 2)).toEqual(['a1', 'b1'])
    expect(order.slice(2)).toEqual(['a2', 'both'])
  })

  test('tasks that wait for one another are our bug', async () => {
    await expect(run([task('a', ['b']), task('b', ['a'])])).rejects.toThrow('wait for one another')
  })

  test('any graph: every task ends once, after all it waits for, within the thread limit', async () => {
    const graphs = fc
      .integer({ min: 1, max: 25 })
      .chain((size) =>
        fc.tuple(
          fc.array(fc.array(fc.nat(), { maxLength: 4 }), { minLength: size, maxLength: size }),
          fc.array(fc.nat({ max: size - 1 }), { maxLength: 3 }),
          fc.integer({ min: 1, max: 4 }),
        ),
      )
    await fc.assert(
      fc.asyncProperty(graphs, async ([links, failing, threads]) => {
        const tasks = links.map((targets, index) =>
          task(`t${index}`, index === 0 ? [] : [...new Set(targets.map((target) => `t${target % index}`))]),
        )
        const { order, outcomes, most } = await run(
          tasks,
          failing.map((index) => `t${index}`),
          threads,
        )
        expect(Object.keys(outcomes)).toHaveLength(tasks.length)
        expect(new Set(order).size).toBe(order.length)
        expect(most).toBeLessThanOrEqual(threads)
        for (const item of tasks) {
          const allWell = item.needs.every((id) => outcomes[id] === 'success')
          expect(outcomes[item.id] === 'skipped').toBe(!allWell)
          if (allWell) for (const id of item.needs) expect(order.indexOf(id)).toBeLessThan(order.indexOf(item.id))
        }
      }),
    )
  })
})
