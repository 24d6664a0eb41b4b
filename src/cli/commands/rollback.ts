import { formatDiagnostics } from '../../diagnostics/format.ts'
import { type AppliedAgain, type Rollback, rollbackProject } from '../../runner/rollback.ts'
import type { Console } from '../console.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { catchInterrupts } from '../interrupt.ts'
import { withInvocation } from '../invocation.ts'
import { openCompiled } from '../open-compiled.ts'
import { type RollbackCommandOptions, waitSeconds } from '../options.ts'
import { plainReporter } from '../progress/plain.ts'
import { selectedNodes } from '../selection.ts'
import { exitCodeOf } from '../summary.ts'
import { count } from '../words.ts'

/** Files that are named; the rest is counted. */
const shownFiles = 5

/** Makes incremental tables as they were after a batch, and says what the next build applies again. */
export function rollbackCommand(options: RollbackCommandOptions): Promise<ExitCode> {
  return withInvocation('rollback', options, async (invocation) => {
    const { console, root, secrets, startedAt, runId, json } = invocation
    const { compiled } = openCompiled(invocation, true)
    const selected = selectedNodes(invocation, compiled.manifest)
    const interruption = catchInterrupts(() =>
      console.note('Stopping after what is running. Ctrl-C again ends at once.'),
    )
    const reporter = json ? null : plainReporter(compiled.manifest, console)
    try {
      const found = await rollbackProject(compiled, {
        ...{ root, env: secrets.env, selected, runId, startedAt },
        threads: options.threads ?? null,
        failFast: false,
        waitSeconds: waitSeconds(options),
        listener: (event) => reporter?.listen(event),
        signal: interruption.signal,
        toBatch: options.toBatch,
        dryRun: options.dryRun ?? false,
      })
      reporter?.stop()
      if (json) console.out(`${secrets.toJson(jsonOf(found))}\n`)
      else print(found, options.dryRun ?? false, console)
      return found.summary ? exitCodeOf(found.summary) : exitCodes.ok
    } finally {
      interruption.dispose()
    }
  })
}

function jsonOf({ models, skipped, again, summary }: Rollback) {
  const statuses = new Map((summary?.results ?? []).map(({ node, status }) => [node, status]))
  return {
    models: models.map((node) => ({ node, status: statuses.get(node) ?? null })),
    skipped,
    applied_again: again,
  }
}

function print({ summary, models, skipped, again }: Rollback, isDryRun: boolean, console: Console): void {
  const problems = [
    ...(summary?.results ?? []).flatMap(({ diagnostics }) => diagnostics),
    ...(summary?.diagnostics ?? []),
  ]
  if (problems.length > 0) console.problem(`\n${formatDiagnostics(problems, console.style)}`)
  if (models.length === 0) console.note('The selection has no table that takes changes in: nothing to roll back.')
  else if (isDryRun) console.note(`Would make ${count(models.length, 'table')} anew: ${models.map(nameOf).join(', ')}.`)
  for (const node of skipped)
    console.note(`${nameOf(node)} stays as it is: its rows come of what its query gave at some time.`)
  if (models.length === 0) return
  console.out(again.length === 0 ? 'There is no later batch: nothing will be applied again.\n' : againText(again))
}

function againText(again: readonly AppliedAgain[]): string {
  const lines = again.flatMap(({ source, table, batches, files }) => [
    `${source}.${table}: ${count(batches.length, 'batch').replace('batchs', 'batches')}, from ${batches[0]}, with ${count(files.length, 'file')}`,
    ...files.slice(0, shownFiles).map((file) => `  ${file}`),
    ...(files.length > shownFiles ? [`  and ${files.length - shownFiles} more`] : []),
  ])
  return `The next build applies again:\n${lines.join('\n')}\nTo keep a file out, set it aside before: tidemill cdc skip-file.\n`
}

function nameOf(node: string): string {
  return node.slice(node.lastIndexOf('.') + 1)
}
