import { diagnosticToJson } from '../../diagnostics/diagnostic.ts'
import { formatDiagnostics } from '../../diagnostics/format.ts'
import type { Manifest } from '../../manifest/manifest.ts'
import type { HandoffMove } from '../../planner/handoff-move.ts'
import type { Plan } from '../../planner/steps.ts'
import { planProject } from '../../runner/run.ts'
import { formatTable } from '../../util/format-table.ts'
import type { Console } from '../console.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { withInvocation } from '../invocation.ts'
import { openCompiled } from '../open-compiled.ts'
import { type RunCommandOptions, waitSeconds } from '../options.ts'
import { selectedNodes } from '../selection.ts'
import { count } from '../words.ts'

export function planCommand(options: RunCommandOptions): Promise<ExitCode> {
  return withInvocation('plan', options, async (invocation) => {
    const { root, secrets, runId, startedAt, console } = invocation
    const { compiled } = openCompiled(invocation, options.fullRefresh)
    const plan = await planProject(compiled, {
      root,
      env: secrets.env,
      command: 'build',
      selected: selectedNodes(invocation, compiled.manifest),
      fullRefresh: options.fullRefresh ?? false,
      threads: null,
      failFast: false,
      untilCaughtUp: false,
      waitSeconds: waitSeconds(options),
      listener: () => {},
      signal: new AbortController().signal,
      runId,
      startedAt,
    })
    if (invocation.json) console.out(`${secrets.toJson(planDocument(plan))}\n`)
    else explainPlan(plan, compiled.manifest, console)
    return exitCodes.ok
  })
}

/** The plan for other programs: the steps without their scripts. */
function planDocument(plan: Plan) {
  return {
    steps: plan.steps.map(({ id, kind, node, engine, after, why, tests, batch, handoff }) => ({
      id,
      kind,
      node,
      engine,
      after,
      why,
      tests,
      batch,
      ...(handoff && { handoff: handoffDocument(handoff) }),
    })),
    unchanged: plan.unchanged,
    skipped: plan.skipped,
    notes: plan.notes,
    pending_files_left: plan.left,
    diagnostics: plan.diagnostics.map(diagnosticToJson),
  }
}

function handoffDocument({ from, to, relation, columns }: HandoffMove) {
  return { from, to, relation, columns: columns?.map(({ name, from, to }) => ({ name, from, to })) ?? null }
}

function explainPlan(plan: Plan, { nodes }: Manifest, console: Console): void {
  const nameOf = (id: string) => nodes.get(id)?.name ?? id
  if (plan.steps.length === 0) {
    console.out(`Nothing to do: ${count(plan.unchanged.length, 'node')} as they should be.\n`)
  } else {
    const rows = plan.steps.map((step, index) => [
      String(index + 1),
      step.kind,
      step.node === null ? '' : nameOf(step.node),
      step.engine,
      step.tests.length > 0 && step.kind !== 'test' ? count(step.tests.length, 'test') : '',
      step.why,
    ])
    const columns = ['', 'step', 'node', 'engine', 'tests', 'why']
    const table = formatTable(
      columns.map((title, index) => ({ title, align: index === 0 ? 'right' : 'left' })),
      rows,
    )
    console.out(`${table}\n\n${count(plan.steps.length, 'step')}`)
    console.out(plan.unchanged.length > 0 ? `, ${count(plan.unchanged.length, 'node')} unchanged.\n` : '.\n')
  }
  for (const { node, why } of plan.skipped) console.out(`Skipped: ${nameOf(node)}, ${why}.\n`)
  for (const note of plan.notes) console.out(`Note: ${note}\n`)
  if (plan.left > 0)
    console.out(`${count(plan.left, 'file')} ${plan.left === 1 ? 'stays' : 'stay'} pending after this build.\n`)
  if (plan.diagnostics.length > 0) console.problem(formatDiagnostics(plan.diagnostics, console.style))
}
