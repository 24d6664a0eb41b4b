import { invariant } from '../util/invariant.ts'

/** Something to do, and what must have ended or succeeded before. */
export interface Task {
  readonly id: string
  readonly after: readonly string[]
  /** A part of `after`: when one of these does not succeed, the task is skipped. */
  readonly needs: readonly string[]
}

export type Outcome = 'success' | 'error' | 'skipped'

export interface ScheduleOptions<T extends Task> {
  /** How many tasks of one pool may run at once. */
  readonly threads: number
  /** The pools that a task takes a place in: one for each engine that it works on. */
  poolsOf(task: T): Iterable<string>
  /** Must not throw: it answers what became of the task. */
  perform(task: T): Promise<Exclude<Outcome, 'skipped'>>
  /** `cause` is the task that failed first on the way here, or null when the run was stopped. */
  skipped(task: T, cause: T | null): void
  /** Asked before a task starts: true ends the run; what has not started is skipped. */
  stopped(): boolean
}

/**
 * Runs tasks as soon as what they wait for has ended: those with the longest chain of tasks behind them first, so that
 * the end does not wait for one long chain. Tasks named in `after` that are not in the list count as done.
 */
export async function runSchedule<T extends Task>(
  tasks: readonly T[],
  options: ScheduleOptions<T>,
): Promise<Map<string, Outcome>> {
  const byId = new Map(tasks.map((task) => [task.id, task]))
  const dependents = new Map<string, T[]>()
  const waiting = new Map<string, number>()
  for (const task of tasks) {
    const open = new Set(task.after.filter((id) => byId.has(id)))
    waiting.set(task.id, open.size)
    for (const id of open) dependents.set(id, [...(dependents.get(id) ?? []), task])
  }
  const chain = chainLengths(tasks, dependents)
  const outcomes = new Map<string, Outcome>()
  const causes = new Map<string, T>()
  const comesFirst = (a: T, b: T) => (chain.get(b.id) ?? 0) - (chain.get(a.id) ?? 0) || (a.id < b.id ? -1 : 1)
  const ready = tasks.filter((task) => waiting.get(task.id) === 0).sort(comesFirst)
  const insert = (task: T) => {
    const place = ready.findIndex((other) => comesFirst(task, other) < 0)
    ready.splice(place < 0 ? ready.length : place, 0, task)
  }
  const running = new Map<string, number>()
  let total = 0
  const hasRoom = (task: T) => [...options.poolsOf(task)].every((pool) => (running.get(pool) ?? 0) < options.threads)
  const take = (task: T, places: 1 | -1) => {
    total += places
    for (const pool of options.poolsOf(task)) running.set(pool, (running.get(pool) ?? 0) + places)
  }

  return new Promise((resolve, reject) => {
    const advance = () => {
      for (let next = ready.findIndex(hasRoom); next >= 0; next = ready.findIndex(hasRoom)) {
        const [task] = ready.splice(next, 1) as [T]
        const cause = task.needs.map((id) => causes.get(id)).find((found) => found !== undefined)
        if (cause || options.stopped()) {
          if (cause) causes.set(task.id, cause)
          options.skipped(task, cause ?? null)
          end(task, 'skipped')
          continue
        }
        take(task, 1)
        options.perform(task).then((outcome) => {
          take(task, -1)
          if (outcome === 'error') causes.set(task.id, task)
          end(task, outcome)
          advance()
        }, reject)
      }
      if (total === 0 && ready.length === 0) resolve(outcomes)
    }
    const end = (task: T, outcome: Outcome) => {
      outcomes.set(task.id, outcome)
      for (const dependent of dependents.get(task.id) ?? []) {
        const left = (waiting.get(dependent.id) as number) - 1
        waiting.set(dependent.id, left)
        if (left === 0) insert(dependent)
      }
    }
    advance()
  })
}

/** How many tasks stand one behind the other from each task on. Tasks that wait for one another are our bug. */
function chainLengths<T extends Task>(
  tasks: readonly T[],
  dependents: ReadonlyMap<string, readonly T[]>,
): Map<string, number> {
  const byId = new Map(tasks.map((task) => [task.id, task]))
  const open = new Map(tasks.map((task) => [task.id, dependents.get(task.id)?.length ?? 0]))
  const lengths = new Map<string, number>()
  const ready = tasks.filter((task) => open.get(task.id) === 0)
  for (let task = ready.pop(); task !== undefined; task = ready.pop()) {
    const behind = dependents.get(task.id) ?? []
    lengths.set(task.id, 1 + Math.max(0, ...behind.map((next) => lengths.get(next.id) ?? 0)))
    for (const id of new Set(task.after)) {
      const before = byId.get(id)
      if (!before) continue
      const left = (open.get(id) ?? 0) - 1
      open.set(id, left)
      if (left === 0) ready.push(before)
    }
  }
  invariant(lengths.size === tasks.length, 'some steps of the plan wait for one another')
  return lengths
}
