import type { CompiledProject } from '../../compiler/compile.ts'
import { hasErrors } from '../../diagnostics/diagnostic.ts'
import { formatDiagnostics } from '../../diagnostics/format.ts'
import type { NodeId } from '../../manifest/nodes.ts'
import type { PlanCommand } from '../../planner/plan.ts'
import type { NodeResult, RunListener } from '../../runner/events.ts'
import { openRunLog, type RunLog } from '../../runner/log.ts'
import { runProject } from '../../runner/run.ts'
import { Artifacts } from '../artifacts.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { catchInterrupts } from '../interrupt.ts'
import { type Invocation, withInvocation } from '../invocation.ts'
import { openCompiled } from '../open-compiled.ts'
import { type RunCommandOptions, waitSeconds } from '../options.ts'
import { jsonReporter, runRecord } from '../progress/json-lines.ts'
import { plainReporter } from '../progress/plain.ts'
import type { Reporter } from '../progress/reporter.ts'
import { selectedNodes } from '../selection.ts'
import { exitCodeOf, printSummary } from '../summary.ts'
import { count, foundLine } from '../words.ts'

/** `build`, `run`, `test` and `seed`: compiles, plans, does the work, and leaves the artifacts behind. */
export function runCommand(command: PlanCommand, options: RunCommandOptions): Promise<ExitCode> {
  return withInvocation(command, options, async (invocation) => {
    const { console } = invocation
    const { compiled, warnings } = openCompiled(invocation, options.fullRefresh)
    if (invocation.json && warnings.length > 0) console.problem(formatDiagnostics(warnings, console.style))
    const selected = selectedNodes(invocation, compiled.manifest, options.resourceType)
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
  const args = {
    which: command,
    full_refresh: options.fullRefresh ?? false,
    fail_fast: options.failFast ?? false,
    select: selection.select,
    exclude: selection.exclude,
    target: context.target,
    threads,
  }
  log.write('command', args)
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
    // What was finished before the failure is still worth knowing.
    if (began) artifacts.writeRunResults([...results.values()], args)
    if (interruption.signal.aborted) return exitCodes.interrupted
    throw failure
  } finally {
    interruption.dispose()
  }
}

async function chooseReporter(invocation: Invocation, { manifest }: CompiledProject): Promise<Reporter> {
  const { console, json, secrets } = invocation
  if (json) return jsonReporter((record) => console.out(`${secrets.toJson(record)}\n`))
  if (!console.isLive) return plainReporter(manifest, console)
  const { liveReporter } = await import('../progress/live.ts')
  return liveReporter(manifest, console, process.stderr)
}
