import type { UnitTestProperties, UnitTestRows } from '../config/unit-test.ts'
import { type MapEntry, plainValue } from '../config/value.ts'
import {
  unitTestNoThis,
  unitTestOfOtherKind,
  unitTestTwice,
  unitTestUnknownColumn,
  unitTestUnknownModel,
  unitTestUnread,
  unitTestVersionsGiven,
} from '../diagnostics/catalog/unit-test.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { isIncremental } from '../manifest/incremental.ts'
import type { ModelNode, Node, NodeId, UnitTestNode, WrittenRows } from '../manifest/nodes.ts'
import { addModel } from './add-model.ts'
import type { DeclaredModel } from './declare.ts'
import { describeNode } from './descriptions.ts'
import { findModel } from './render-model.ts'
import { type RenderedModel, renderModel } from './render-models.ts'
import { givenRows, type NamedInput, namedInputs } from './unit-test-given.ts'
import { incrementalOverride, overriddenContext, overridesRendering } from './unit-test-overrides.ts'
import { readRows } from './unit-test-rows.ts'
import type { Workspace } from './workspace.ts'

/** The unit tests of a project's YAML that are switched on, of models that are. */
export function compileUnitTests(workspace: Workspace): UnitTestNode[] {
  const { loaded, declarations, report } = workspace
  const first = new Map<NodeId, UnitTestProperties>()
  const found: UnitTestNode[] = []
  for (const test of loaded.properties.flatMap((file) => file.unitTests)) {
    const { name, model } = test
    const isOff = declarations.disabled.some((disabled) => disabled.name === model.value)
    if (!test.enabled || isOff) continue
    const declared = testedModel(test, workspace)
    if (!declared) continue
    const id = `unit_test.${loaded.project.name}.${declared.name}.${name.value}`
    const before = first.get(id)
    if (before) report(unitTestTwice(name.value, declared.name, name.span, before.name.span))
    first.set(id, before ?? test)
    const node = before ? null : unitTest(id, test, declared, workspace)
    if (node) found.push(node)
  }
  return found
}

function testedModel({ name, model }: UnitTestProperties, { declarations, report }: Workspace): DeclaredModel | null {
  const declared = findModel(declarations, model.value)
  if (!declared) {
    const known = [...declarations.models.values()].filter(({ kind }) => kind === 'model')
    if (declarations.isComplete)
      report(
        unitTestUnknownModel(
          name.value,
          model.value,
          known.map((other) => other.name),
          model.span,
        ),
      )
    return null
  }
  const kind = otherKind(declared)
  if (kind) report(unitTestOfOtherKind(name.value, model.value, kind, model.span))
  return kind ? null : declared
}

function otherKind({ kind, python, config }: DeclaredModel): string | null {
  if (kind === 'seed') return kind
  if (python) return 'DataFrame model'
  return config.materialized === 'snapshot' ? 'snapshot' : null
}

/** Null for a test of a model that has a mistake, and for one that has one itself. */
function unitTest(
  id: NodeId,
  test: UnitTestProperties,
  declared: DeclaredModel,
  workspace: Workspace,
): UnitTestNode | null {
  if (workspace.broken.has(declared.id)) return null
  const override = incrementalOverride(test.overrides, workspace.report)
  const inputs = namedInputs(test, declared, workspace)
  const own = inputs.find((input) => input.declared.id === declared.id)
  if (own && !keepsRows(own, declared, workspace)) return null
  const compares = own && override === null ? 'table' : 'query'
  const model = overridden(test, inputs, declared, compares, workspace)
  if (!model) return null
  const { node, rendered } = model
  const isIncremental = override ?? compares === 'table'
  const compiled = isIncremental ? node.compiledIncremental : node.compiled
  const { engine } = node
  if (!compiled.query) {
    workspace.report(unitTestUnread(test.name.value, declared.name, test.name.span))
    return null
  }
  const given = givenRows(
    test,
    inputs,
    { rendered, compiled, engine, isIncremental, compares, follows: node.recompute?.feeds ?? [] },
    workspace,
  )
  const expected = readRows(test.expect, engine, workspace)
  if (!given || !expected) return null
  const known = compares === 'table' ? workspace.columns.of(node.relation) : node.outputs
  const unknown = known ? expected.rows.columns.filter(({ name }) => !known.includes(name)) : []
  for (const { name, span } of unknown)
    workspace.report(unitTestUnknownColumn(name, `"${declared.name}"`, known ?? [], span))
  return {
    kind: 'unit_test',
    id,
    name: test.name.value,
    fqn: [workspace.loaded.project.name, ...foldersOf(test.span.file.path, workspace), declared.name, test.name.value],
    path: test.span.file.path,
    span: test.name.span,
    ...describeNode(test.description, workspace.context, workspace.report),
    tags: test.tags,
    meta: test.meta,
    dependsOn: [declared.id],
    model: declared.id,
    tested: node,
    engine,
    compares,
    compiled,
    given,
    expected: expected.rows,
    written: {
      given: test.given.map((input) => ({ input: input.input.value, ...writtenRows(input) })),
      expect: writtenRows(test.expect),
      overrides: {
        macros: plain(test.overrides.macros),
        vars: plain(test.overrides.vars),
        envVars: plain(test.overrides.envVars),
      },
    },
  }
}

/** Whether there are rows of the model from before, and they can be given. */
function keepsRows({ written }: NamedInput, { name, config }: DeclaredModel, { report }: Workspace): boolean {
  const { span } = written.input
  if (!isIncremental(config)) report(unitTestNoThis(name, config.materialized, span))
  else if (config.materialized === 'scd2' && !isEmpty(written)) report(unitTestVersionsGiven(name, span))
  else return true
  return false
}

function isEmpty({ rows, fixture }: UnitTestRows): boolean {
  return !fixture && (rows === null || (rows.kind === 'list' && rows.items.length === 0))
}

/**
 * The model as the test has it: compiled once more where the test overrides something or gives an ephemeral model, which
 * is a relation then. Null where that has mistakes, which are reported as far as the model itself does not have them.
 */
function overridden(
  test: UnitTestProperties,
  inputs: readonly NamedInput[],
  declared: DeclaredModel,
  compares: UnitTestNode['compares'],
  workspace: Workspace,
): { readonly node: ModelNode; readonly rendered: RenderedModel } | null {
  const isEphemeral = ({ declared: input }: NamedInput) =>
    !('table' in input) && input.config.materialized === 'ephemeral'
  const ephemerals = inputs.filter(isEphemeral)
  const before = workspace.nodes.get(declared.id)
  const rendered = workspace.rendered.get(declared.id)
  if (before?.kind !== 'model' || !rendered) return null
  const images = compares === 'table' ? everyChange(before, workspace) : new Map<NodeId, Node>()
  if (!overridesRendering(test.overrides) && ephemerals.length === 0 && images.size === 0)
    return { node: before, rendered }
  const found: Diagnostic[] = []
  const fork: Workspace = {
    ...workspace,
    context: overriddenContext(workspace.context, test.overrides, workspace.report),
    rendered: new Map(workspace.rendered),
    nodes: new Map([...workspace.nodes, ...images]),
    columns: workspace.columns.without(declared.relation),
    lineage: new Map(workspace.lineage),
    broken: new Set(workspace.broken),
    report: (diagnostic) => found.push(diagnostic),
  }
  for (const { declared: input } of ephemerals) fork.rendered.delete(input.id)
  const again = renderModel(declared, fork)
  for (const problem of again.diagnostics) fork.report(problem)
  fork.rendered.set(declared.id, again)
  addModel(declared.id, fork)
  for (const problem of found) if (problem.severity === 'error') workspace.report(problem)
  const node = fork.nodes.get(declared.id)
  return node?.kind === 'model' && !fork.broken.has(declared.id) ? { node, rendered: again } : null
}

/**
 * What a model that keeps deleted rows reads, as if the staging model kept every change: then the model itself finds out
 * what became of a key, from the rows that are given.
 */
function everyChange({ config, flow }: ModelNode, { nodes }: Workspace): ReadonlyMap<NodeId, Node> {
  const staging = nodes.get(flow?.driving ?? '')
  const source = nodes.get(flow?.source ?? '')
  const keepsDeleted = config.strategy === 'cdc' && config.onDelete !== 'hard'
  if (!keepsDeleted || staging?.kind !== 'model' || source?.kind !== 'source') return new Map()
  return new Map<NodeId, Node>([
    [staging.id, { ...staging, config: { ...staging.config, keep: 'all' } }],
    [source.id, { ...source, unchangedAsNull: [] }],
  ])
}

function writtenRows({ rows, format, fixture }: UnitTestRows): WrittenRows {
  return { rows: rows && plainValue(rows), format, fixture: fixture?.value ?? null }
}

function plain(entries: readonly MapEntry[]) {
  return Object.fromEntries(entries.map(({ key, value }) => [key, plainValue(value)]))
}

/** The folders below the model path in which a file lies. */
function foldersOf(path: string, { loaded }: Workspace): readonly string[] {
  const root = loaded.project.modelPaths.find((folder) => path.startsWith(`${folder}/`))
  return (root === undefined ? path : path.slice(root.length + 1)).split('/').slice(0, -1)
}
