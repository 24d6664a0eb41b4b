import { type CdcStatus, cdcStatus } from '../../runner/cdc-status.ts'
import { formatTable } from '../../util/format-table.ts'
import type { Console } from '../console.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { withInvocation } from '../invocation.ts'
import { openCompiled } from '../open-compiled.ts'
import { type RunCommandOptions, waitSeconds } from '../options.ts'
import { age, grouped } from '../words.ts'

export function cdcStatusCommand(options: RunCommandOptions): Promise<ExitCode> {
  return withInvocation('cdc status', options, async (invocation) => {
    const { console, root, secrets, json } = invocation
    const { compiled } = openCompiled(invocation)
    const status = await cdcStatus(compiled, { root, env: secrets.env, waitSeconds: waitSeconds(options) })
    if (json) console.out(`${secrets.toJson(status)}\n`)
    else printStatus(status, console)
    return status.sources.some((source) => source.problems.length > 0) ? exitCodes.failed : exitCodes.ok
  })
}

function printStatus({ sources }: CdcStatus, console: Console): void {
  if (sources.length === 0) {
    console.out('The project has no sources.\n')
    return
  }
  const rows = sources.map((source) => [
    `${source.source}.${source.table}`,
    source.mode,
    grouped(source.pending_files),
    grouped(source.applied_files),
    source.open_batch ?? '',
    source.newest_change ?? '',
    source.lag_seconds === null ? '' : age(source.lag_seconds),
  ])
  const table = formatTable(
    [
      { title: 'source' },
      { title: 'mode' },
      { title: 'pending', align: 'right' },
      { title: 'applied', align: 'right' },
      { title: 'open batch' },
      { title: 'newest change' },
      { title: 'age', align: 'right' },
    ],
    rows,
  )
  console.out(`${table}\n`)
  for (const source of sources) {
    const name = `${source.source}.${source.table}`
    if (source.waits_for.length > 0)
      console.out(`\n${name}: the open batch waits for ${source.waits_for.join(', ')}.\n`)
    for (const warning of source.warnings) console.problem(`${console.colors.yellow(name)}: ${warning}`)
    for (const problem of source.problems) console.problem(`${console.colors.red(name)}: ${problem}`)
  }
}
