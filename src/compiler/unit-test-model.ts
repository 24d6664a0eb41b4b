import { analyseQuery } from '../analysis/analyse-query.ts'
import { modelOutputProblems } from '../analysis/model-output.ts'
import { problemDiagnostic } from '../analysis/problem-diagnostic.ts'
import type { UnitTestProperties } from '../config/unit-test.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { ModelNode, UnitTestNode } from '../manifest/nodes.ts'
import { parseModel } from '../sql/parse-model.ts'
import { addModel } from './add-model.ts'
import type { DeclaredModel } from './declare.ts'
import { ephemeralsReadBy, inlineEphemerals } from './ephemeral.ts'
import type { Rendered } from './render-model.ts'
import { type RenderedModel, renderModel } from './render-models.ts'
import type { NamedInput } from './unit-test-given.ts'
import { overriddenContext, overridesRendering } from './unit-test-overrides.ts'
import type { Workspace } from './workspace.ts'

export interface TestedNode {
  readonly node: ModelNode
  readonly rendered: RenderedModel
}

/**
 * The model as the test has it: compiled once more where the test overrides something or gives an ephemeral model, which
 * is a relation then. Null where that has mistakes, which are reported as far as the model itself does not have them.
 */
export function modelOf(
  test: UnitTestProperties,
  inputs: readonly NamedInput[],
  declared: DeclaredModel,
  compares: UnitTestNode['compares'],
  workspace: Workspace,
): TestedNode | null {
  const isEphemeral = ({ declared: input }: NamedInput) =>
    !('table' in input) && input.config.materialized === 'ephemeral'
  const ephemerals = inputs.filter(isEphemeral)
  const before = workspace.nodes.get(declared.id)
  const rendered = workspace.rendered.get(declared.id)
  if (before?.kind !== 'model' || !rendered) return null
  if (!overridesRendering(test.overrides) && ephemerals.length === 0) return { node: before, rendered }
  const found: Diagnostic[] = []
  const fork: Workspace = {
    ...workspace,
    context: overriddenContext(workspace.context, test.overrides, workspace.report),
    rendered: new Map(workspace.rendered),
    nodes: new Map(workspace.nodes),
    columns: compares === 'query' ? workspace.columns : workspace.columns.without(declared.relation),
    lineage: new Map(workspace.lineage),
    broken: new Set(workspace.broken),
    report: (diagnostic) => found.push(diagnostic),
  }
  for (const { declared: input } of ephemerals) fork.rendered.delete(input.id)
  const again = renderModel(declared, fork)
  for (const problem of again.diagnostics) fork.report(problem)
  fork.rendered.set(declared.id, again)
  const node = compares === 'query' ? withQueries(before, again, fork) : compiledAnew(declared, fork)
  const problems = found.filter(({ severity }) => severity === 'error')
  for (const problem of problems) workspace.report(problem)
  return node && problems.length === 0 ? { node, rendered: again } : null
}

/** All that a run needs to know of the model. */
function compiledAnew({ id }: DeclaredModel, fork: Workspace): ModelNode | null {
  addModel(id, fork)
  const node = fork.nodes.get(id)
  return node?.kind === 'model' && !fork.broken.has(id) ? node : null
}

/** The model with other queries; how it would take changes in need not be known. */
function withQueries(before: ModelNode, { full, incremental, declared }: RenderedModel, fork: Workspace): ModelNode {
  const first = readQuery(full, declared, fork)
  const later = incremental === full ? first : readQuery(incremental, declared, fork)
  return { ...before, compiled: first.sql, compiledIncremental: later.sql, outputs: first.outputs }
}

function readQuery({ text: written, recording }: Rendered, { name, config, span }: DeclaredModel, fork: Workspace) {
  const { engine } = config
  const refs = recording.refs.map(({ id }) => id)
  const { models } = ephemeralsReadBy({ name, engine, refs, placeOf: () => span }, fork)
  const text = inlineEphemerals(written, models)
  const { query, diagnostics } = parseModel(text, engine)
  for (const problem of diagnostics) fork.report(problem)
  if (!query) return { sql: { text, query }, outputs: null }
  const analysis = analyseQuery(query, engine, fork.columns.catalog(engine))
  for (const problem of [...analysis.problems, ...modelOutputProblems(analysis)])
    fork.report(problemDiagnostic(problem, text, `"${name}"`))
  const { columns } = analysis
  const outputs = columns === 'unknown' ? null : columns.map((column) => column.name ?? '')
  return { sql: { text, query }, outputs }
}
