import { noTestConfig, withDefaults } from '../config/test-defaults.ts'
import * as problems from '../diagnostics/catalog/compile.ts'
import type { EngineName, NodeId, TestNode } from '../manifest/nodes.ts'
import { auditOf } from '../manifest/own-table.ts'
import { parseTemplate } from '../template/parse.ts'
import { readTestSql } from './check-test-sql.ts'
import { firstLineOf } from './declare.ts'
import type { ProjectFile } from './load.ts'
import { macrosIn, nameResolver, render } from './render-model.ts'
import { singularTestConfig } from './singular-test-config.ts'
import type { Workspace } from './workspace.ts'

/** A query of the test paths, whose rows are failures; null when it is switched off or cannot be read at all. */
export function singularTest(from: ProjectFile, order: readonly NodeId[], workspace: Workspace): TestNode | null {
  const { context, declarations, loaded, nodes, report } = workspace
  const span = firstLineOf(from)
  const name = from.stem
  const { template, diagnostics } = parseTemplate(from.file)
  for (const problem of diagnostics) report(problem)
  if (!template) return null
  const rendering = (engine: EngineName) =>
    render(template, context, {
      dialect: engine,
      names: nameResolver(declarations, engine),
      self: null,
      isIncremental: false,
      allowsConfig: true,
    })
  let rendered = rendering('redshift')
  const defaults = withDefaults(noTestConfig, loaded.project.testDefaults, from.folders)
  const settings = singularTestConfig(rendered.recording.config, name, report, defaults)
  if (settings.engine === 'spark') rendered = rendering('spark')
  for (const problem of rendered.diagnostics) report(problem)
  if (!settings.enabled) return null
  const { text, recording, isSound, isWhole } = rendered
  const isEmpty = text.text.trim() === ''
  if (isEmpty && isSound) report(problems.emptySql('test', span))
  const dependsOn = new Set([...recording.refs, ...recording.sources].map((read) => read.id))
  const { engine } = settings
  const compiled =
    !isWhole || isEmpty ? { text, query: null } : readTestSql(text, { name, engine, span, dependsOn }, workspace)
  const last = order.filter((id) => dependsOn.has(id)).at(-1) ?? [...dependsOn].sort().at(-1) ?? null
  return {
    kind: 'test',
    id: `test.${loaded.project.name}.${name}`,
    name,
    fqn: [loaded.project.name, ...from.folders, name],
    path: from.file.path,
    span,
    description: '',
    tags: settings.tags,
    meta: {},
    dependsOn: [...dependsOn].sort(),
    testKind: 'singular',
    testName: null,
    engine,
    attachedTo: last !== null && nodes.has(last) ? last : null,
    column: null,
    arguments: {},
    scope: 'table',
    config: settings.config,
    compiled,
    audit: auditOf(name, declarations.auditSchema),
    measured: null,
    failingIds: null,
    blocksBecause: null,
    judgesFiles: false,
    dataframe: null,
    macros: macrosIn(text, context.macros),
  }
}
