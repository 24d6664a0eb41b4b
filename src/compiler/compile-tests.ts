import type { ColumnProperties } from '../config/column.ts'
import type { DataTest } from '../config/data-test.ts'
import { withDefaults } from '../config/test-defaults.ts'
import { isRelationNode, type NodeId, type TestNode } from '../manifest/nodes.ts'
import { genericTest, type TestPlace } from './generic-test.ts'
import { dependOnCompared } from './set-aside.ts'
import { singularTest } from './singular-test.ts'
import type { Workspace } from './workspace.ts'

/** Every data test of a project: those of its YAML, each once, and the singular ones. `order`: models as they are built. */
export function compileTests(workspace: Workspace, order: readonly NodeId[]): TestNode[] {
  const generic = new Map<NodeId, TestNode>()
  const { testDefaults } = workspace.loaded.project
  for (const { test: written, place } of writtenTests(workspace)) {
    const test = { ...written, config: withDefaults(written.config, testDefaults, place.node.fqn.slice(1)) }
    const node = (test.config.enabled ?? true) ? genericTest(test, place, workspace) : null
    if (!node || generic.has(node.id)) continue
    generic.set(node.id, node)
    dependOnCompared(workspace, node)
  }
  const singular = workspace.loaded.tests.map((from) => singularTest(from, order, workspace))
  return [...generic.values(), ...singular.filter((test) => test !== null)]
}

interface WrittenTest {
  readonly test: DataTest
  readonly place: TestPlace
}

function writtenTests({ declarations, nodes }: Workspace): WrittenTest[] {
  const testsOf = (id: NodeId, tests: readonly DataTest[], columns: readonly ColumnProperties[]): WrittenTest[] => {
    const node = nodes.get(id)
    if (!node || !isRelationNode(node)) return []
    return [
      ...tests.map((test) => ({ test, place: { node, column: null } })),
      ...columns.flatMap(({ name, dataTests }) =>
        dataTests.map((test) => ({ test, place: { node, column: name.value.toLowerCase() } })),
      ),
    ]
  }
  return [...declarations.byId.values()].flatMap((declared) => {
    if ('table' in declared) return testsOf(declared.id, declared.table.dataTests, declared.table.columns)
    const { properties } = declared
    return properties ? testsOf(declared.id, properties.dataTests, properties.columns) : []
  })
}
