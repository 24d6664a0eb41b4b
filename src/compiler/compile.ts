import { KnownColumns } from '../analysis/known-columns.ts'
import type { ProfileConfig, ResolvedProfile } from '../config/profile.ts'
import type { ProjectConfig } from '../config/project.ts'
import type { ConfigValue } from '../config/value.ts'
import { type Diagnostic, sortDiagnostics } from '../diagnostics/diagnostic.ts'
import type { Span } from '../diagnostics/source.ts'
import { Graph } from '../manifest/graph.ts'
import type { Manifest } from '../manifest/manifest.ts'
import type { Hook } from '../manifest/nodes.ts'
import type { FileSystem } from '../util/file-system.ts'
import { addModel } from './add-model.ts'
import { addSeed, checkSeedDefaults } from './add-seed.ts'
import { addSource, type SeenColumn } from './add-source.ts'
import { crossingProblems } from './check-crossings.ts'
import { checkEngines } from './check-engines.ts'
import { locationProblems } from './check-locations.ts'
import { compileTests } from './compile-tests.ts'
import { compileUnitTests } from './compile-unit-tests.ts'
import { dataframeTests } from './dataframe-test.ts'
import { type Declarations, type DeclaredSource, declareNodes } from './declare.ts'
import { compileExposures } from './exposures.ts'
import { type LoadedProject, loadProject } from './load.ts'
import { partsNotYetRun } from './not-yet.ts'
import { profileSettings } from './profile-settings.ts'
import type { Environment } from './project-helpers.ts'
import { renderContext } from './render-context.ts'
import { renderHook } from './render-hooks.ts'
import { type RenderContext, renderForConfig } from './render-model.ts'
import { orderModels, renderModel, reportRendering } from './render-models.ts'
import { reportModelsThatBlock } from './set-aside.ts'
import { uncheckedModels } from './unchecked.ts'
import type { Workspace } from './workspace.ts'

export interface CompileOptions {
  readonly files: FileSystem
  /** How messages call the project's folder. */
  readonly folder: string
  readonly target: string | null
  /** From `--vars`: they win over those of project.yml. */
  readonly vars: ReadonlyMap<string, ConfigValue>
  readonly env: Readonly<Record<string, string | undefined>>
  /** ISO, UTC. */
  readonly runStartedAt: string
  readonly fullRefresh: boolean
  /** Stands in front of every schema, before what the profile says. */
  readonly schemaPrefix?: string
  /**
   * The columns that a source table's files have, with their types in Spark's words and each as often as it is seen, or
   * null when they cannot be read without connecting anywhere.
   */
  columnsInFiles(source: DeclaredSource, raw: string | null): readonly SeenColumn[] | null
}

export interface CompiledProject {
  readonly project: ProjectConfig
  readonly profile: ProfileConfig | null
  readonly settings: ResolvedProfile
  readonly manifest: Manifest
  readonly hooks: { readonly onRunStart: readonly Hook[]; readonly onRunEnd: readonly Hook[] }
  /** Renders a template that is no file of the project: `--inline`, a profile's value. */
  readonly context: RenderContext
  readonly declarations: Declarations
  /** The columns of all relations, with their types. */
  readonly columns: KnownColumns
}

export interface CompileResult {
  /** Null when there is no project to speak of. With errors among the diagnostics it must not be run. */
  readonly compiled: CompiledProject | null
  /** Everything that is wrong, in the order of files and places. */
  readonly diagnostics: readonly Diagnostic[]
}

/** Turns a project's files into a manifest. Pure but for reading the files; reports all problems at once. */
export function compileProject(options: CompileOptions): CompileResult {
  const { loaded, diagnostics } = loadProject(options.files, options)
  if (!loaded) return { compiled: null, diagnostics: sortDiagnostics(diagnostics) }
  const found = [...diagnostics]
  const workspace = openWorkspace(loaded, diagnostics, options, (diagnostic) => found.push(diagnostic))
  const { declarations, rendered, nodes, report } = workspace
  found.push(...partsNotYetRun(options.files, loaded))

  const raw = workspace.settings.storage.raw?.value ?? null
  for (const problem of locationProblems(declarations.sources.values(), raw)) report(problem)
  for (const tables of declarations.sources.values())
    for (const source of tables.values()) addSource(source, options.columnsInFiles(source, raw), workspace)
  const seeds = [...declarations.models.values()].filter(({ kind }) => kind === 'seed')
  for (const seed of seeds) addSeed(seed, workspace)
  checkSeedDefaults(seeds, workspace)

  for (const declared of declarations.models.values()) {
    if (declared.kind !== 'model') continue
    const model = renderModel(declared, workspace)
    rendered.set(declared.id, model)
    if (!model.lacksColumns) reportRendering(model, workspace)
  }
  const order = orderModels(rendered, workspace)
  for (const id of order) addModel(id, workspace)

  for (const problem of uncheckedModels(workspace, order)) report(problem)
  checkEngines(workspace)
  for (const test of compileTests(workspace, order)) nodes.set(test.id, test)
  reportModelsThatBlock(workspace)
  for (const test of compileUnitTests(workspace)) nodes.set(test.id, test)
  for (const exposure of compileExposures(loaded, declarations, workspace.context, report))
    nodes.set(exposure.id, exposure)
  const hooks = {
    onRunStart: loaded.project.onRunStart.map((hook) => renderHook(hook, 'redshift', null, workspace)),
    onRunEnd: loaded.project.onRunEnd.map((hook) => renderHook(hook, 'redshift', null, workspace)),
  }
  const compiled = compiledProject(workspace, hooks)
  found.push(...crossingProblems(compiled))
  return { compiled, diagnostics: sortDiagnostics(found) }
}

function openWorkspace(
  loaded: LoadedProject,
  whileLoading: readonly Diagnostic[],
  { vars, env, runStartedAt, schemaPrefix = '' }: CompileOptions,
  report: (diagnostic: Diagnostic) => void,
): Workspace {
  const { profile } = loaded
  const environment: Environment = { vars: new Map([...loaded.project.vars, ...vars]), env, runStartedAt }
  const written = profileSettings(profile, environment, report)
  const settings = { ...written, schemaPrefix: `${schemaPrefix}${written.schemaPrefix}` }
  const context = renderContext(loaded, environment, settings.schema, report)
  const { declarations, diagnostics } = declareNodes({
    loaded,
    schema: settings.schema,
    schemaPrefix: settings.schemaPrefix,
    configOf: (template) => renderForConfig(template, context),
  })
  for (const problem of diagnostics) report(problem)
  return {
    loaded,
    profile,
    settings,
    context,
    declarations,
    dataframeTests: dataframeTests(loaded.dataframeTests),
    rendered: new Map(),
    nodes: new Map(),
    columns: new KnownColumns(),
    lineage: new Map(),
    broken: new Set(),
    report,
    hasErrorsIn: (file) => whileLoading.some(({ severity, span }) => severity === 'error' && span?.file === file),
  }
}

function compiledProject(workspace: Workspace, hooks: CompiledProject['hooks']): CompiledProject {
  const { loaded, profile, settings, context, declarations, nodes, columns, lineage } = workspace
  const { project } = loaded
  const manifest: Manifest = {
    projectName: project.name,
    nodes,
    graph: new Graph(nodes.values()),
    lineage,
    disabled: declarations.disabled.map((model) => ({ id: model.id, path: model.from.file.path })),
    macros: [...context.macros.values()].map((macro) => ({
      id: `macro.${project.name}.${macro.name}`,
      name: macro.name,
      path: macro.span.file.path,
      sql: definitionOf(macro.span),
      description:
        loaded.properties.flatMap((file) => file.macros).find((described) => described.name.value === macro.name)
          ?.description?.value ?? '',
    })),
    docs: [...context.docs].map(([name, text]) => ({
      id: `doc.${project.name}.${name}`,
      name,
      path: text.originOf(0)?.span.file.path ?? '',
      text: text.text,
    })),
    vars: {},
  }
  return { project, profile, settings, manifest, hooks, context, declarations, columns }
}

/** A macro's definition as it is written, from its opening to its closing tag. */
function definitionOf({ file: { text }, start, end }: Span): string {
  const opening = text.lastIndexOf('{{', start)
  const closing = /\{\{~?\s*\/\s*macro\s*~?\}\}/g
  closing.lastIndex = end
  return text.slice(opening, closing.exec(text) ? closing.lastIndex : text.length)
}
