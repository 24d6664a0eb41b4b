import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Manifest } from '../manifest/manifest.ts'
import type { NodeId } from '../manifest/nodes.ts'
import type { Plan, Step, StepId } from '../planner/steps.ts'
import type { NodeResult, NodeStatus, RunListener } from './events.ts'
import type { StepOutcome } from './perform.ts'
import { TestTally } from './test-tally.ts'
import type { TestOutcome } from './test-work.ts'

/** How many failed tests a message names. */
const namedTests = 5

/** One node's part in a round: it may take several steps. */
interface Progress {
  readonly index: number
  readonly steps: Set<StepId>
  startedAt: Date | null
  rows: number | null
  status: NodeStatus
  message: string | null
  readonly diagnostics: Diagnostic[]
}

/** Makes of what happens to steps what people want to know: what became of each node and of each data test. */
export class ResultCollector {
  readonly #manifest: Manifest
  readonly #plan: Plan
  readonly #listener: RunListener
  readonly #threads: number
  readonly #nodes = new Map<NodeId, Progress>()
  readonly #results = new Map<NodeId, NodeResult>()
  readonly #total: number
  /** What failed in steps that belong to no node, for the nodes that need them. */
  readonly #shared = new Map<StepId, StepOutcome>()
  readonly #tally: TestTally
  #testIndex = 0

  constructor(plan: Plan, manifest: Manifest, listener: RunListener, threads: number) {
    this.#plan = plan
    this.#manifest = manifest
    this.#listener = listener
    this.#threads = threads
    this.#tally = new TestTally(plan.steps)
    for (const step of plan.steps) {
      if (step.node === null || step.kind === 'test') continue
      const known = this.#nodes.get(step.node)
      if (known) known.steps.add(step.id)
      else {
        this.#nodes.set(step.node, {
          index: this.#nodes.size + 1,
          steps: new Set([step.id]),
          startedAt: null,
          rows: null,
          status: 'success',
          message: null,
          diagnostics: [],
        })
      }
    }
    const lost = plan.skipped.filter((item) => !this.#nodes.has(item.node)).length
    this.#total = this.#nodes.size + this.#tally.size + lost
    this.#testIndex = this.#nodes.size
  }

  begin(): void {
    this.#listener({ event: 'begin', total: this.#total, threads: this.#threads })
    const now = new Date()
    for (const { node, why } of this.#plan.skipped) {
      this.#emit({ ...blank(node, now), status: 'skipped', message: `Skipped: ${why}.` }, this.#nextIndex())
    }
  }

  started(step: Step): void {
    const progress = step.node === null ? undefined : this.#nodes.get(step.node)
    if (!progress || step.kind === 'test' || progress.startedAt || step.node === null) return
    progress.startedAt = new Date()
    this.#listener({ event: 'start', node: step.node, index: progress.index, total: this.#total })
  }

  finished(step: Step, outcome: StepOutcome): void {
    if (step.kind === 'fail' && outcome.status === 'error') this.#shared.set(step.id, outcome)
    const judged = new Map(outcome.tests.map((test) => [test.test, test]))
    const why = outcome.status === 'success' ? null : `${this.#name(step)} failed before it`
    // Those that were judged come first, in the order in which they were.
    for (const test of new Set([...judged.keys(), ...step.tests])) {
      const found = judged.get(test)
      this.#tell(test, found ? this.#resultOf(found) : why === null ? null : skippedTest(test, why))
    }
    if (step.kind === 'test' || step.node === null) return
    const progress = this.#nodes.get(step.node)
    if (!progress) return
    if (outcome.status === 'error') {
      progress.status = 'error'
      progress.diagnostics.push(...outcome.diagnostics)
      const failed = outcome.tests.filter((test) => test.status === 'fail' || test.status === 'error')
      progress.message =
        failed.length > 0
          ? `Held back: ${this.#some(failed)} failed, so its new rows are not published.`
          : (outcome.diagnostics[0]?.message ?? 'It failed.')
    } else if (
      outcome.rows !== null &&
      // What is handed over was counted where it was made.
      (step.kind !== 'handoff' || progress.rows === null) &&
      (step.kind !== 'stage' || progress.rows === null || progress.steps.size === 1)
    ) {
      progress.rows = (progress.rows ?? 0) + outcome.rows
    }
    this.#settle(step, progress)
  }

  skipped(step: Step, cause: Step | null): void {
    const why = cause ? this.#why(cause) : 'the run was stopped'
    for (const test of step.tests) this.#tell(test, skippedTest(test, why))
    if (step.kind === 'test' || step.node === null) return
    const progress = this.#nodes.get(step.node)
    if (!progress) return
    const shared = cause && step.needs.includes(cause.id) ? this.#shared.get(cause.id) : undefined
    if (shared) {
      // What belongs to no node of its own is told at the nodes that it stops.
      progress.status = 'error'
      progress.message = shared.diagnostics[0]?.message ?? `${cause?.id} failed.`
    } else if (progress.status === 'success') {
      progress.status = 'skipped'
      progress.message = `Skipped: ${why}.`
    }
    this.#settle(step, progress)
  }

  end(): readonly NodeResult[] {
    return [...this.#results.values()]
  }

  /** What a step says of a test; heard once all have been heard that judge it. */
  #tell(test: NodeId, found: NodeResult | null): void {
    const result = this.#tally.add(test, found)
    if (result) this.#emit(result, this.#nextIndex())
  }

  #resultOf(test: TestOutcome): NodeResult {
    const { test: node, status, failures, startedAt, completedAt, diagnostics } = test
    return { node, status, rows: null, failures, startedAt, completedAt, message: this.#testMessage(test), diagnostics }
  }

  /** The names of the first of some tests, and how many there are besides. */
  #some(tests: readonly TestOutcome[]): string {
    const names = tests.map(({ test }) => this.#manifest.nodes.get(test)?.name ?? test)
    if (names.length <= namedTests + 1) return names.join(', ')
    return `${names.slice(0, namedTests).join(', ')} and ${names.length - namedTests} more`
  }

  #settle(step: Step, progress: Progress): void {
    progress.steps.delete(step.id)
    if (progress.steps.size > 0 || step.node === null) return
    const now = new Date()
    this.#emit(
      {
        node: step.node,
        status: progress.status,
        rows: progress.rows,
        failures: null,
        startedAt: progress.startedAt ?? now,
        completedAt: now,
        message: progress.message,
        diagnostics: progress.diagnostics,
      },
      progress.index,
    )
  }

  #emit(result: NodeResult, index: number): void {
    this.#results.set(result.node, result)
    this.#listener({ event: 'finish', result, index, total: this.#total })
  }

  #nextIndex(): number {
    return ++this.#testIndex
  }

  #testMessage({ test, status, failures, message, diagnostics }: TestOutcome): string | null {
    if (message !== null || status === 'pass') return message
    if (status === 'error') return diagnostics[0]?.message ?? 'The test could not be run.'
    const node = this.#manifest.nodes.get(test)
    const threshold = node?.kind === 'test' ? (status === 'warn' ? node.config.warnIf : node.config.errorIf) : '!= 0'
    return `Got ${failures} ${failures === 1 ? 'result' : 'results'}, configured to ${status} if ${threshold}`
  }

  #why(cause: Step): string {
    if (cause.kind === 'fail' && cause.node === null) return cause.why
    return cause.node === null ? `${cause.why} failed` : `${this.#name(cause)} failed`
  }

  #name(step: Step): string {
    return step.node === null ? step.id : (this.#manifest.nodes.get(step.node)?.name ?? step.node)
  }
}

function skippedTest(test: NodeId, why: string): NodeResult {
  return { ...blank(test, new Date()), status: 'skipped', message: `Skipped: ${why}.` }
}

function blank(node: NodeId, now: Date) {
  return { node, rows: null, failures: null, startedAt: now, completedAt: now, diagnostics: [] }
}
