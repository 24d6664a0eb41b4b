import { formatDiagnostics } from '../diagnostics/format.ts'
import type { Manifest } from '../manifest/manifest.ts'
import type { TestNode } from '../manifest/nodes.ts'
import { relationKey } from '../manifest/relation.ts'
import type { NodeResult, RunSummary } from '../runner/events.ts'
import { secondsOf } from '../runner/results.ts'
import { formatTable } from '../util/format-table.ts'
import type { Colors, Console } from './console.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { count, duration, grouped } from './words.ts'

/** More nodes than these are left to run_results.json. */
const shownRows = 60

export interface SummaryContext {
  readonly manifest: Manifest
  readonly console: Console
  /** The file in which a node's compiled SQL lies, relative to the project; null for nodes without. */
  compiledPath(node: NodeResult['node']): string | null
  /** Where the results were written, relative to the project. */
  readonly resultsPath: string
}

/** What the end of a run says: what was written, what went wrong and where, and what to look at next. */
export function printSummary(summary: RunSummary, context: SummaryContext): void {
  const { manifest, console } = context
  const { counts, results, unchanged } = summary
  const table = writtenTable(results, manifest, console.colors)
  if (table) console.note(`\n${table}`)
  for (const note of summary.notes) console.note(`\n${console.colors.yellow('Note:')} ${note}`)
  for (const result of results) printProblem(result, context)
  if (summary.diagnostics.length > 0) console.problem(`\n${formatDiagnostics(summary.diagnostics, console.style)}`)

  if (results.length === 0 && summary.diagnostics.length === 0 && !summary.interrupted) {
    const why = unchanged.length > 0 ? `${count(unchanged.length, 'node')} as they should be` : 'no node has work'
    console.note(`Nothing to do: ${why}.`)
  }
  const verdict = verdictOf(summary)
  const paint = exitCodeOf(summary) === exitCodes.ok ? console.colors.green : console.colors.red
  if (exitCodeOf(summary) === exitCodes.ok) console.note(`\n${paint(verdict)}`)
  else console.problem(`\n${paint(verdict)}`)
  const total = results.length + unchanged.length
  console.note(
    `\nDone. PASS=${counts.success + counts.pass} WARN=${counts.warn} ERROR=${counts.error + counts.fail} SKIP=${counts.skipped} NO-OP=0 REUSED=${unchanged.length} TOTAL=${total}`,
  )
  const next = nextStep(summary, context)
  if (next) console.note(`\n${next}`)
}

/** 130 when it was stopped, 75 when only another try is needed, 1 when something failed. */
export function exitCodeOf({ counts, diagnostics, interrupted, tryAgain }: RunSummary): ExitCode {
  if (interrupted) return exitCodes.interrupted
  if (tryAgain) return exitCodes.tryAgain
  const failed = counts.error + counts.fail > 0 || diagnostics.some((problem) => problem.severity === 'error')
  return failed ? exitCodes.failed : exitCodes.ok
}

function verdictOf(summary: RunSummary): string {
  const { counts, interrupted, diagnostics } = summary
  const errors = counts.error + counts.fail || diagnostics.filter((problem) => problem.severity === 'error').length
  const warnings = count(counts.warn, 'warning')
  if (interrupted) return 'Interrupted. What was finished is kept; the same command goes on from there.'
  if (errors > 0) return `Completed with ${count(errors, 'error')}, 0 partial successes, and ${warnings}`
  return counts.warn > 0 ? `Completed with ${warnings}` : 'Completed successfully'
}

function writtenTable(results: readonly NodeResult[], manifest: Manifest, colors: Colors): string | null {
  const byNode = new Map(results.map((result) => [result.node, result]))
  const written = manifest.graph.order.flatMap((id) => {
    const result = byNode.get(id)
    const node = manifest.nodes.get(id)
    if (!result || !node || (node.kind !== 'model' && node.kind !== 'seed') || result.status !== 'success') return []
    const kind = node.kind === 'seed' ? 'seed' : node.config.materialized
    const rows = result.rows === null ? '' : grouped(result.rows)
    return [[relationKey(node.relation), kind, rows, duration(secondsOf(result))]]
  })
  if (written.length === 0) return null
  const table = formatTable(
    [
      { title: 'relation' },
      { title: 'kind' },
      { title: 'rows written', align: 'right' },
      { title: 'time', align: 'right' },
    ],
    written.slice(0, shownRows),
  )
  const rest = written.length - shownRows
  return rest > 0 ? `${table}\n${colors.dim(`and ${rest} more`)}` : table
}

function printProblem(result: NodeResult, { manifest, console, compiledPath }: SummaryContext): void {
  const { colors } = console
  if (result.status !== 'error' && result.status !== 'fail' && result.status !== 'warn') return
  const node = manifest.nodes.get(result.node)
  if (!node) return
  const title = `${result.status === 'warn' ? 'Warning' : 'Failure'} in ${node.kind.replace('_', ' ')} ${node.name} (${node.path})`
  const lines = [`\n${result.status === 'warn' ? colors.yellow(title) : colors.red(title)}`]
  if (result.diagnostics.length > 0) lines.push(formatDiagnostics(result.diagnostics, console.style))
  else if (result.message) lines.push(...result.message.split('\n').map((line) => `  ${painted(line, colors)}`))
  if (node.kind === 'test' && node.blocksBecause !== null)
    lines.push(`  It sets no rows aside, and blocks: ${node.blocksBecause}.`)
  const compiled = compiledPath(result.node)
  if (compiled) lines.push(colors.dim(`  compiled SQL: ${compiled}`))
  const look = result.failures && node.kind === 'test' ? lookAt(node, manifest) : null
  if (look !== null) lines.push(colors.dim(`  the rows: ${look}`))
  if (result.status === 'warn') console.note(lines.join('\n'))
  else console.problem(lines.join('\n'))
}

/** The command that shows the rows which fail a test. */
function lookAt({ name, config, attachedTo }: TestNode, { nodes }: Manifest): string {
  const model = config.onFailure === 'quarantine' ? nodes.get(attachedTo ?? '') : undefined
  return model ? `tidemill quarantine show ${model.name}` : `tidemill show --select ${name}`
}

/** A line of a diff in the colour of what it marks. */
function painted(line: string, colors: Colors): string {
  if (line.startsWith('- ')) return colors.red(line)
  if (line.startsWith('+ ')) return colors.green(line)
  return line.startsWith('→ ') ? colors.yellow(line) : line
}

function nextStep(summary: RunSummary, { manifest, console, resultsPath }: SummaryContext): string | null {
  const { dim } = console.colors
  if (exitCodeOf(summary) !== exitCodes.ok) return dim(`Results: ${resultsPath}`)
  const done = new Set(summary.results.filter((result) => result.status === 'success').map((result) => result.node))
  const last = manifest.graph.order.findLast((id) => {
    const node = manifest.nodes.get(id)
    return node?.kind === 'model' && node.config.materialized !== 'staging' && done.has(id)
  })
  const name = last && manifest.nodes.get(last)?.name
  return name ? dim(`Look at the rows: tidemill show --select ${name}`) : null
}
