import { formatDiagnostics } from '../../diagnostics/format.ts'
import type { Manifest } from '../../manifest/manifest.ts'
import { relationKey } from '../../manifest/relation.ts'
import type { Example } from '../../runner/compare-with-rebuild.ts'
import { openProject } from '../../runner/open-project.ts'
import { rebuildPrefix, type Verification, type Verified, verifyProject } from '../../runner/verify.ts'
import { invariant } from '../../util/invariant.ts'
import type { Console } from '../console.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { catchInterrupts } from '../interrupt.ts'
import { withInvocation } from '../invocation.ts'
import { openCompiled } from '../open-compiled.ts'
import { type VerifyCommandOptions, waitSeconds } from '../options.ts'
import { selectedNodes } from '../selection.ts'
import { count, grouped } from '../words.ts'

/** Compares incremental tables with what a rebuild from all files gives: exit code 1 when they differ. */
export function verifyCommand(options: VerifyCommandOptions): Promise<ExitCode> {
  return withInvocation('verify', options, async (invocation) => {
    const { console, root, target, vars, secrets, startedAt, runId, json } = invocation
    const { compiled } = openCompiled(invocation)
    const common = { root, target, vars, env: secrets.env, fullRefresh: false, runStartedAt: startedAt }
    const { compiled: rebuild } = openProject({ ...common, schemaPrefix: rebuildPrefix })
    invariant(rebuild, 'what compiles under one prefix does under another')
    const selected = selectedNodes(invocation, compiled.manifest)
    const interruption = catchInterrupts(() =>
      console.note('Stopping, and taking the rebuild away. Ctrl-C again ends at once.'),
    )
    try {
      console.note('Making the tables anew, beside the live ones…\n')
      const found = await verifyProject(compiled, rebuild, {
        root,
        env: secrets.env,
        selected,
        threads: options.threads ?? null,
        failFast: false,
        waitSeconds: waitSeconds(options),
        listener: (event) => {
          if (event.event === 'finish' && event.result.status !== 'success')
            console.note(`  ${event.result.node}: ${event.result.status}`)
        },
        signal: interruption.signal,
        runId,
        startedAt,
        share: options.sample,
        examples: options.examples,
      })
      if (json) console.out(`${secrets.toJson({ models: found.models.map(jsonOf) })}\n`)
      else print(found, compiled.manifest, console)
      if (found.interrupted || interruption.signal.aborted) return exitCodes.interrupted
      const isWrong = found.models.some(({ status }) => status === 'differs' || status === 'error')
      return isWrong ? exitCodes.failed : exitCodes.ok
    } finally {
      interruption.dispose()
    }
  })
}

function jsonOf({ node, status, why, differences }: Verified) {
  return {
    node,
    status,
    why,
    extra_rows: differences?.extra ?? 0,
    missing_rows: differences?.missing ?? 0,
    missing_columns: differences?.columns ?? [],
    examples: (differences?.examples ?? []).map(({ key, is, values }) => ({
      key,
      is,
      values: Object.fromEntries(Object.entries(values).map(([name, [live, rebuilt]]) => [name, { live, rebuilt }])),
    })),
  }
}

function print({ models, diagnostics }: Verification, manifest: Manifest, console: Console): void {
  const { colors } = console
  for (const { node: id, status, why, differences } of models) {
    const node = manifest.nodes.get(id)
    const name = node && 'relation' in node ? relationKey(node.relation) : id
    if (status === 'equal') console.out(`${colors.green('equal')}    ${name}\n`)
    else if (status === 'skipped') console.out(`${colors.yellow('skipped')}  ${name}: ${why}\n`)
    else if (status === 'error') console.out(`${colors.red('error')}    ${name}: ${why}\n`)
    else if (differences) {
      const { extra, missing, columns } = differences
      const words = [
        ...(extra > 0 ? [`${rows(extra)} only in the table`] : []),
        ...(missing > 0 ? [`${rows(missing)} only in its rebuild`] : []),
        ...(columns.length > 0 ? [`it lacks ${columns.join(', ')}`] : []),
      ]
      console.out(`${colors.red('differs')}  ${name}: ${words.join(', ')}\n`)
      for (const example of differences.examples) console.out(`           ${exampleLine(example)}\n`)
    }
  }
  if (diagnostics.length > 0) console.problem(`\n${formatDiagnostics(diagnostics, console.style)}`)
  const [equal, differing, skipped] = (['equal', 'differs', 'skipped'] as const).map(
    (status) => models.filter((model) => model.status === status).length,
  )
  const tables = count((equal ?? 0) + (differing ?? 0), 'table')
  const verdict = `Compared ${tables}: ${equal} equal, ${differing} not${skipped ? `. Skipped ${skipped}` : ''}.`
  console.note(`\n${models.length === 0 ? 'There is nothing to verify: no incremental table is built.' : verdict}`)
}

function rows(amount: number): string {
  return `${grouped(amount)} row${amount === 1 ? '' : 's'}`
}

/** `order_id = 7: status is "open", not "paid"`. */
function exampleLine({ key, is, values }: Example): string {
  const cells = (of: Readonly<Record<string, unknown>>) =>
    Object.entries(of)
      .map(([name, value]) => `${name} = ${JSON.stringify(value)}`)
      .join(', ')
  if (is === 'extra') return `${cells(key)}: is in the table alone`
  if (is === 'missing') return `${cells(key)}: is missing from the table`
  const differing = Object.entries(values).map(
    ([name, [live, rebuilt]]) => `${name} is ${JSON.stringify(live)}, not ${JSON.stringify(rebuilt)}`,
  )
  return `${cells(key)}: ${differing.join('; ')}`
}
