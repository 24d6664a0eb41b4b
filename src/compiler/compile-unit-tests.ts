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
import { isIncremental } from '../manifest/incremental.ts'
import type { NodeId, UnitTestNode, WrittenRows } from '../manifest/nodes.ts'
import type { DeclaredModel } from './declare.ts'
import { describeNode } from './descriptions.ts'
import { findModel } from './render-model.ts'
import { givenRows, type NamedInput, namedInputs } from './unit-test-given.ts'
import { modelOf } from './unit-test-model.ts'
import { incrementalOverride } from './unit-test-overrides.ts'
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
  const model = modelOf(test, inputs, declared, compares, workspace)
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
