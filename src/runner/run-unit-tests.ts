import type { CompiledProject } from '../compiler/compile.ts'
import type { UnitTestNode } from '../manifest/nodes.ts'
import { embedded } from '../planner/engine-layout.ts'
import { planUnitTests } from '../planner/unit-test-steps.ts'
import { countStatuses, type RunSummary } from './events.ts'
import { ResultCollector } from './result-collector.ts'
import type { RunOptions } from './run.ts'
import { runSchedule } from './schedule.ts'
import { ScratchDatabase } from './scratch-database.ts'
import { UnitTests } from './unit-tests.ts'

/** The unit tests that a run is of; null for one that is of anything else too. */
export function unitTestsAlone(
  { manifest }: CompiledProject,
  { command, selected }: RunOptions,
): readonly UnitTestNode[] | null {
  if (command !== 'test') return null
  const nodes = selected.map((id) => manifest.nodes.get(id))
  const tests = nodes.filter((node) => node?.kind === 'unit_test')
  return tests.length > 0 && !nodes.some((node) => node?.kind === 'test') ? tests : null
}

/** Runs unit tests and nothing else. The engines of the profile are neither opened nor looked at. */
export async function runUnitTests(
  compiled: CompiledProject,
  tests: readonly UnitTestNode[],
  options: RunOptions,
): Promise<RunSummary> {
  const { listener, signal, failFast, root, startedAt } = options
  const { manifest, settings } = compiled
  const threads = options.threads ?? settings.threads
  const plan = planUnitTests(tests, manifest, embedded)
  listener({ event: 'planned', plan })
  const collector = new ResultCollector(plan, manifest, listener, threads)
  const scratch = new ScratchDatabase()
  const judge = new UnitTests(manifest, root, scratch)
  const byId = new Map(tests.map((test) => [test.id, test]))
  let stop = false
  collector.begin()
  try {
    await runSchedule(plan.steps, {
      threads: 1,
      poolsOf: () => ['unit tests'],
      stopped: () => stop || signal.aborted,
      skipped: (step, cause) => collector.skipped(step, cause),
      perform: async (step) => {
        const outcome = await judge.run(byId.get(step.node ?? '') as UnitTestNode, signal)
        collector.finished(step, outcome)
        stop ||= failFast && outcome.status === 'error'
        return outcome.status
      },
    })
  } finally {
    await scratch.close()
  }
  const results = collector.end()
  const summary: RunSummary = {
    results,
    counts: countStatuses(results),
    unchanged: [],
    seconds: (Date.now() - startedAt.getTime()) / 1000,
    notes: [],
    diagnostics: [],
    interrupted: signal.aborted,
    tryAgain: false,
  }
  listener({ event: 'summary', summary })
  return summary
}
