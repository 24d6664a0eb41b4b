import { chooseRows } from '../../diagnostics/catalog/quarantine.ts'
import { DiagnosticError } from '../../diagnostics/diagnostic.ts'
import { formatDiagnostics } from '../../diagnostics/format.ts'
import { relationKey } from '../../manifest/relation.ts'
import {
  countQuarantined,
  quarantinedRows,
  type Release,
  type ReleaseOptions,
  releaseQuarantined,
} from '../../runner/quarantine.ts'
import { formatTable } from '../../util/format-table.ts'
import type { Console } from '../console.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { catchInterrupts } from '../interrupt.ts'
import { withInvocation } from '../invocation.ts'
import { openCompiled } from '../open-compiled.ts'
import {
  type QuarantineListOptions,
  type QuarantineReleaseOptions,
  type QuarantineShowOptions,
  type RowsFormat,
  waitSeconds,
} from '../options.ts'
import { plainReporter } from '../progress/plain.ts'
import { rowsAsCsv, rowsAsJson, rowsAsTable } from '../rows.ts'
import { selectedNodes } from '../selection.ts'
import { exitCodeOf } from '../summary.ts'
import { count, grouped } from '../words.ts'

/** `quarantine list`: how many rows each model has set aside, by reason. */
export function quarantineListCommand(options: QuarantineListOptions): Promise<ExitCode> {
  return withInvocation('quarantine list', options, async (invocation) => {
    const { console, root, secrets, json } = invocation
    const { compiled } = openCompiled(invocation)
    const selected = selectedNodes(invocation, compiled.manifest)
    const found = await countQuarantined(compiled, selected, {
      ...{ root, env: secrets.env, waitSeconds: waitSeconds(options) },
    })
    if (json) {
      const rows = found.map(({ model, relation, reason, rows: number, oldestBatch, newestBatch }) => ({
        ...{ node: model, relation: relationKey(relation), reason, rows: number },
        ...{ oldest_batch: oldestBatch, newest_batch: newestBatch },
      }))
      console.out(`${secrets.toJson(rows)}\n`)
    } else if (found.length === 0) console.note('No rows are set aside.')
    else {
      const cells = found.map(({ relation, reason, rows, oldestBatch }) => [
        relationKey(relation),
        grouped(rows),
        reason,
        oldestBatch ?? '',
      ])
      const columns = [
        { title: 'quarantine' },
        { title: 'rows', align: 'right' as const },
        { title: 'failed tests' },
        { title: 'since batch' },
      ]
      console.out(`${formatTable(columns, cells)}\n`)
      console.note(console.colors.dim('Look at them: tidemill quarantine show <model>'))
    }
    return exitCodes.ok
  })
}

/** `quarantine show`: the rows of one model, with their reasons. */
export function quarantineShowCommand(options: QuarantineShowOptions, model: string): Promise<ExitCode> {
  return withInvocation('quarantine show', options, async (invocation) => {
    const { console, root, secrets } = invocation
    const { compiled } = openCompiled(invocation)
    const found = await quarantinedRows(compiled, model, {
      ...{ root, env: secrets.env, waitSeconds: waitSeconds(options), limit: options.limit },
    })
    const format: RowsFormat = options.output ?? (options.json ? 'json' : 'table')
    if (format === 'table' && found.rows.length === 0) {
      console.note(`No rows of ${model} are set aside.`)
      return exitCodes.ok
    }
    const print = { json: rowsAsJson, csv: rowsAsCsv, table: rowsAsTable }[format]
    console.out(print(found))
    if (format === 'table' && found.rows.length === options.limit)
      console.note(console.colors.dim(`The first ${count(found.rows.length, 'row')}; --limit -1 prints all.`))
    return exitCodes.ok
  })
}

/** `quarantine release`: lets rows in, and builds what they concern. */
export function quarantineReleaseCommand(options: QuarantineReleaseOptions, model: string): Promise<ExitCode> {
  return withInvocation('quarantine release', options, async (invocation) => {
    const { console, root, secrets, startedAt, runId, json } = invocation
    const rows = rowsOf(options)
    const { compiled } = openCompiled(invocation)
    const interruption = catchInterrupts(() =>
      console.note('Stopping after what is running. Ctrl-C again ends at once.'),
    )
    const reporter = json ? null : plainReporter(compiled.manifest, console)
    try {
      const found = await releaseQuarantined(compiled, {
        ...{ root, env: secrets.env, runId, startedAt, model, rows },
        threads: options.threads ?? null,
        failFast: false,
        waitSeconds: waitSeconds(options),
        listener: (event) => reporter?.listen(event),
        signal: interruption.signal,
        sets: options.set ?? null,
        checksAgain: options.checkAgain ?? false,
        dryRun: options.dryRun ?? false,
      })
      reporter?.stop()
      if (json) console.out(`${secrets.toJson(jsonOf(found))}\n`)
      else print(found, options, console)
      return found.summary ? exitCodeOf(found.summary) : exitCodes.ok
    } finally {
      interruption.dispose()
    }
  })
}

function rowsOf({ all, change, where }: QuarantineReleaseOptions): ReleaseOptions['rows'] {
  const given = [all === true ? 'all' : null, change ? { ids: change } : null, where === undefined ? null : { where }]
  const [first, second] = given.filter((rows) => rows !== null)
  if (!first || second) throw new DiagnosticError([chooseRows()])
  return first as ReleaseOptions['rows']
}

function jsonOf({ model, relation, rows, left, summary }: Release) {
  const results = (summary?.results ?? []).map(({ node, status }) => ({ node, status }))
  return { node: model, relation: relationKey(relation), rows, left, results }
}

function print({ relation, rows, left, summary }: Release, options: QuarantineReleaseOptions, console: Console): void {
  const problems = [
    ...(summary?.results ?? []).flatMap(({ diagnostics }) => diagnostics),
    ...(summary?.diagnostics ?? []),
  ]
  const from = relationKey(relation)
  if (problems.length > 0) console.problem(`\n${formatDiagnostics(problems, console.style)}`)
  if (rows === 0) console.note(`Nothing to let in: ${from} has no such rows.`)
  else if (options.dryRun) console.note(`Would let in ${count(rows, 'row')} of ${from}.`)
  else if (left === 0) console.note(`Let in ${count(rows, 'row')} of ${from}.`)
  else if (options.checkAgain) console.note(`Let in ${count(rows - left, 'row')} of ${from}; ${left} fail still.`)
  else console.note(`${count(left, 'row')} of ${from} wait for the next build, since this one did not finish.`)
}
