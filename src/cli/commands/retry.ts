import { unknownOption } from '../../diagnostics/catalog/cli.ts'
import { DiagnosticError } from '../../diagnostics/diagnostic.ts'
import { isUnfinished } from '../../planner/retry.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { withInvocation } from '../invocation.ts'
import type { RetryCommandOptions } from '../options.ts'
import { readPreviousRun } from '../previous-run.ts'
import { readProjectFile } from '../project-file.ts'
import { runCommand } from './run.ts'

/** Runs the last command again, for the nodes that it did not finish. */
export function retryCommand(options: RetryCommandOptions): Promise<ExitCode> {
  return withInvocation('retry', options, async ({ root, console, selection }) => {
    for (const [option, terms] of [
      ['--select', selection.select] as const,
      ['--exclude', selection.exclude] as const,
    ]) {
      if (terms.length > 0) throw new DiagnosticError([unknownOption(option, 'tidemill retry', [])])
    }
    const path = `${readProjectFile(root).targetPath}/run_results.json`
    const { command, options: previous, results } = readPreviousRun(root, path)
    const left = results.filter(isUnfinished)
    if (left.length === 0) {
      console.note(`Nothing to retry: \`tidemill ${command}\` has finished all that it began.`)
      return exitCodes.ok
    }
    const strict = options.strict || previous.strict || false
    return runCommand(
      command,
      { ...previous, ...options, select: previous.select ?? [], exclude: previous.exclude ?? [], strict },
      results,
    )
  })
}
