import type { CompiledProject } from '../../compiler/compile.ts'
import { hasErrors } from '../../diagnostics/diagnostic.ts'
import { formatDiagnostics } from '../../diagnostics/format.ts'
import type { Manifest } from '../../manifest/manifest.ts'
import type { Node, NodeId } from '../../manifest/nodes.ts'
import type { PlanCommand } from '../../planner/plan.ts'
import { nodesToRetry, type PreviousResult } from '../../planner/retry.ts'
import type { NodeResult, RunListener } from '../../runner/events.ts'
import { openRunLog, type RunLog } from '../../runner/log.ts'
import { runProject } from '../../runner/run.ts'
import { Artifacts } from '../artifacts.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { catchInterrupts } from '../interrupt.ts'
import { type Invocation, withInvocation } from '../invocation.ts'
import { openCompiled } from '../open-compiled.ts'
import { type RunCommandOptions, waitSeconds } from '../options.ts'
import type { RunArguments } from '../previous-run.ts'
import { jsonReporter, runRecord } from '../progress/json-lines.ts'
import { plainReporter } from '../progress/plain.ts'
import type { Reporter } from '../progress/reporter.ts'
import { selectedNodes } from '../selection.ts'
import { exitCodeOf, printSummary } from '../summary.ts'
import { count, foundLine } from '../words.ts'

/**
 * `build`, `run`, `test`, `seed` and `snapshot`: compiles, plans, does the work, and leaves the artifacts behind. With the results of a
 * run before, what that did not finish is left of the selection.
 */
export function runCommand(
  command: PlanCommand,
  options: RunCommandOptions,
  before: readonly PreviousResult[] | null = null,
): Promise<ExitCode> {
  return withInvocation(command, options, async (invocation) => {
    const { console } = invocation
    const { compiled, warnings } = openCompiled(invocation, options.fullRefresh)
    if (invocation.json && warnings.length > 0) console.problem(formatDiagnostics(warnings, console.style))
    const asked = selectedNodes(invocation, compiled.manifest, options.resourceType)
    const selected = before === null ? asked : nodesToRetry(compiled.manifest, asked, before)
    const artifacts = new Artifacts(invocation, compiled, options.fullRefresh)
    artifacts.writeManifest()
    artifacts.writeCompiled(selected)
    const log = openRunLog({
      path: artifacts.absolute('tidemill.log'),
      runId: invocation.runId,
      toJson: (record) => invocation.secrets.toJson(record),
    })
    try {
      return await perform(command, options, { invocation, compiled, selected, artifacts, log })
    } catch (failure) {
      log.write('failed', { message: String(failure), stack: failure instanceof Error ? failure.stack : null })
      throw failure
    } finally {
      log.close()
    }
  })
}

interface Prepared {
  readonly invocation: Invocation
  readonly compiled: CompiledProject
  readonly selected: readonly NodeId[]
  readonly artifacts: Artifacts
  readonly log: RunLog
}

async function perform(command: PlanCommand, options: RunCommandOptions, prepared: Prepared): Promise<ExitCode> {
  const { invocation, compiled, selected, artifacts, log } = prepared
  const { console, root, secrets, runId, startedAt, selection } = invocation
  const { manifest, context } = compiled
  const threads = options.threads ?? compiled.settings.threads
  const args: RunArguments = {
    which: command,
    full_refresh: options.fullRefresh ?? false,
    fail_fast: options.failFast ?? false,
    select: selection.select,
    exclude: selection.exclude,
    resource_types: options.resourceType ?? [],
    target: context.target,
    threads,
    until_caught_up: options.untilCaughtUp ?? false,
    strict: options.strict ?? false,
    vars: options.vars ?? '',
  }
  log.write('command', { ...args })
  console.note(`${foundLine(manifest)}\nConcurrency: ${count(threads, 'thread')} (target='${context.target}')\n`)

  const reporter = await chooseReporter(invocation, compiled)
  const results = new Map<NodeId, NodeResult>()
  let began = false
  const listener: RunListener = (event) => {
    if (event.event === 'planned') artifacts.writeRun(event.plan)
    if (event.event === 'begin') began = true
    if (event.event === 'finish') results.set(event.result.node, event.result)
    const record = runRecord(event)
    if (record) log.write(event.event, { ...record })
    reporter.listen(event)
  }
  const interruption = catchInterrupts(() =>
    reporter.listen({ event: 'note', message: 'Stopping after what is running. Ctrl-C again ends at once.' }),
  )
  try {
    const summary = await runProject(compiled, {
      root,
      env: secrets.env,
      command,
      selected,
      fullRefresh: options.fullRefresh ?? false,
      threads: options.threads ?? null,
      failFast: options.failFast ?? false,
      untilCaughtUp: options.untilCaughtUp ?? false,
      discardsHistory: options.discardHistory ?? false,
      storeFailures: options.storeFailures ?? false,
      waitSeconds: waitSeconds(options),
      listener,
      signal: interruption.signal,
      runId,
      startedAt,
    })
    reporter.stop()
    artifacts.writeRunResults(summary.results, args)
    if (!invocation.json) {
      printSummary(summary, {
        manifest,
        console,
        compiledPath: (id) => artifacts.compiledPath(id),
        resultsPath: artifacts.path('run_results.json'),
      })
    } else if (hasErrors(summary.diagnostics)) {
      console.problem(formatDiagnostics(summary.diagnostics, console.style))
    }
    return exitCodeOf(summary)
  } catch (failure) {
    reporter.stop()
    const { aborted } = interruption.signal
    // What was finished before the failure is still worth knowing, and what was not: `retry` goes on with it.
    if (began || aborted) artifacts.writeRunResults(withSkipped(results, command, selected, manifest), args)
    if (aborted) return exitCodes.interrupted
    throw failure
  } finally {
    interruption.dispose()
  }
}

/** The results of a run that was stopped, with those of the nodes that it did not come to. */
function withSkipped(
  results: ReadonlyMap<NodeId, NodeResult>,
  command: PlanCommand,
  selected: readonly NodeId[],
  { nodes }: Manifest,
): readonly NodeResult[] {
  const now = new Date()
  const left = selected.filter((id) => !results.has(id) && isWorkOf(command, nodes.get(id)))
  return [
    ...results.values(),
    ...left.map(
      (node): NodeResult => ({
        node,
        status: 'skipped',
        rows: null,
        failures: null,
        startedAt: now,
        completedAt: now,
        message: 'Skipped: the run was stopped.',
        diagnostics: [],
      }),
    ),
  ]
}

function isWorkOf(command: PlanCommand, node: Node | undefined): boolean {
  switch (node?.kind) {
    case 'model':
      if (node.config.materialized === 'snapshot') return command === 'build' || command === 'snapshot'
      return (command === 'build' || command === 'run') && node.config.materialized !== 'ephemeral'
    case 'seed':
      return command === 'build' || command === 'seed'
    case 'test':
    case 'unit_test':
      return command === 'build' || command === 'test'
    default:
      return false
  }
}

async function chooseReporter(invocation: Invocation, { manifest }: CompiledProject): Promise<Reporter> {
  const { console, json, secrets } = invocation
  if (json) return jsonReporter((record) => console.out(`${secrets.toJson(record)}\n`))
  if (!console.isLive) return plainReporter(manifest, console)
  const { liveReporter } = await import('../progress/live.ts')
  return liveReporter(manifest, console, process.stderr)
}
