import { analyseQuery } from '../analysis/analyse-query.ts'
import { modelOutputProblems } from '../analysis/model-output.ts'
import { problemDiagnostic } from '../analysis/problem-diagnostic.ts'
import type { RelationColumns } from '../analysis/relation-columns.ts'
import { findVolatile } from '../analysis/volatile.ts'
import type { ModelConfig } from '../config/model-config.ts'
import { type ProfileConfig, type ResolvedProfile, resolveProfile } from '../config/profile.ts'
import type { ProjectConfig } from '../config/project.ts'
import type { ConfigValue } from '../config/value.ts'
import * as problems from '../diagnostics/catalog/compile.ts'
import { type Diagnostic, sortDiagnostics } from '../diagnostics/diagnostic.ts'
import type { Span } from '../diagnostics/source.ts'
import { Graph } from '../manifest/graph.ts'
import type { Manifest } from '../manifest/manifest.ts'
import type {
  ChangeFlow,
  ColumnInfo,
  CompiledSql,
  Hook,
  ModelHooks,
  ModelNode,
  Node,
  NodeId,
  SeedNode,
  SourceNode,
} from '../manifest/nodes.ts'
import { parseModel } from '../sql/parse-model.ts'
import { mergeDefinitions } from '../template/merge-definitions.ts'
import { OriginText } from '../template/origin-text.ts'
import { parseTemplate } from '../template/parse.ts'
import { mergeDocs, readDocsFile } from '../template/read-docs-file.ts'
import { readMacroFile } from '../template/read-macro-file.ts'
import { textValue, type Value } from '../template/value.ts'
import type { FileSystem } from '../util/file-system.ts'
import { sha256 } from '../util/hash.ts'
import { carriedColumns, changeFlow, drivingOf } from './change-flow.ts'
import { checkTranslation } from './check-translation.ts'
import { compileTests } from './compile-tests.ts'
import {
  type Declarations,
  type DeclaredModel,
  type DeclaredSource,
  declareNodes,
  ephemeralName,
  relationText,
} from './declare.ts'
import { describeNode } from './descriptions.ts'
import { inlineEphemerals } from './ephemeral.ts'
import { compileExposures } from './exposures.ts'
import { type LoadedProject, loadProject } from './load.ts'
import { type Environment, projectHelperNames, relationFields } from './project-helpers.ts'
import { macrosIn, nameResolver, type RenderContext, type Rendered, render, renderForConfig } from './render-model.ts'
import { readSeedHeader } from './seed-header.ts'

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
  /** The columns that a source table's files have, or null when they cannot be read without connecting anywhere. */
  columnsInFiles(source: DeclaredSource, raw: string | null): readonly string[] | null
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
  const compiler = new Compiler(loaded, options, [...diagnostics])
  const compiled = compiler.compile()
  return { compiled, diagnostics: sortDiagnostics(compiler.diagnostics) }
}

/** A model between rendering and reading its SQL. */
interface RenderedModel {
  readonly declared: DeclaredModel
  readonly full: Rendered
  /** Rendered with `is_incremental` true, when the template asks for it. */
  readonly incremental: Rendered
  readonly refs: readonly NodeId[]
  readonly sources: readonly NodeId[]
}

class Compiler {
  readonly diagnostics: Diagnostic[]
  readonly #loaded: LoadedProject
  readonly #options: CompileOptions
  readonly #nodes = new Map<NodeId, Node>()
  /** Columns by the relation's address; `unknown` where they cannot be told. */
  readonly #columns = new Map<string, RelationColumns | 'unknown'>()

  constructor(loaded: LoadedProject, options: CompileOptions, diagnostics: Diagnostic[]) {
    this.#loaded = loaded
    this.#options = options
    this.diagnostics = diagnostics
  }

  compile(): CompiledProject {
    const { project, profile } = this.#loaded
    const settings = this.#settings()
    const context = this.#context(settings)
    const { declarations, diagnostics } = declareNodes({
      loaded: this.#loaded,
      schema: settings.schema,
      schemaPrefix: settings.schemaPrefix,
      configOf: (template) => renderForConfig(template, context),
    })
    this.diagnostics.push(...diagnostics)

    for (const tables of declarations.sources.values())
      for (const source of tables.values()) this.#addSource(source, settings.storage.raw?.value ?? null, context)
    const rendered = new Map<NodeId, RenderedModel>()
    for (const declared of declarations.models.values()) {
      if (declared.kind === 'seed') this.#addSeed(declared, context)
      else rendered.set(declared.id, this.#render(declared, declarations, context))
    }
    const order = this.#order(rendered)
    for (const id of order) {
      const model = rendered.get(id)
      if (model) this.#addModel(model, rendered, settings, context, declarations)
    }
    for (const test of compileTests({
      loaded: this.#loaded,
      declarations,
      context,
      nodes: this.#nodes,
      order,
      report: this.#report,
    })) {
      this.#nodes.set(test.id, test)
    }
    for (const exposure of compileExposures(this.#loaded, declarations, context, this.#report))
      this.#nodes.set(exposure.id, exposure)
    return {
      project,
      profile,
      settings,
      context,
      declarations,
      manifest: this.#manifest(declarations, context),
      hooks: {
        onRunStart: project.onRunStart.map((hook) => this.#hook(hook, context, declarations, 'redshift', null)),
        onRunEnd: project.onRunEnd.map((hook) => this.#hook(hook, context, declarations, 'redshift', null)),
      },
    }
  }

  #report = (diagnostic: Diagnostic): void => {
    this.diagnostics.push(diagnostic)
  }

  #settings(): ResolvedProfile {
    const { profile } = this.#loaded
    const defaults: ResolvedProfile = {
      threads: 4,
      schema: 'analytics',
      schemaPrefix: '',
      storage: { raw: null, handoff: null, kmsKeyArn: null },
    }
    if (!profile) return defaults
    // A setting whose variable is not set is the business of what connects, so here it is left out.
    const { resolved, diagnostics } = resolveProfile(profile, (template) => this.#renderProfileValue(template))
    this.diagnostics.push(...diagnostics)
    return resolved
  }

  #renderProfileValue(source: OriginText): string | null {
    const { template } = parseTemplate(source)
    if (!template) return null
    const names = {
      ref: () => problems.badReference('ref', profileSpan(source)),
      source: () => problems.badReference('source', profileSpan(source)),
    }
    const context = {
      macros: new Map(),
      tests: new Map(),
      docs: new Map(),
      environment: this.#environment(),
      target: '',
      schema: '',
    }
    const { text, diagnostics } = render(template, context, {
      dialect: 'redshift',
      names,
      self: null,
      isIncremental: false,
      allowsConfig: false,
    })
    return diagnostics.length > 0 ? null : text.text
  }

  #environment(): Environment {
    const { vars, env, runStartedAt } = this.#options
    return { vars: new Map([...this.#loaded.project.vars, ...vars]), env, runStartedAt }
  }

  #context(settings: ResolvedProfile): RenderContext {
    const definitions = mergeDefinitions(this.#loaded.macros.map(readMacroFile), projectHelperNames())
    this.diagnostics.push(...definitions.diagnostics)
    const { docs, diagnostics } = mergeDocs(this.#loaded.docs.map(readDocsFile))
    this.diagnostics.push(...diagnostics)
    return {
      macros: definitions.macros,
      tests: definitions.tests,
      docs: new Map([...docs].map(([name, block]) => [name, block.text])),
      environment: this.#environment(),
      target: this.#loaded.profile?.target ?? this.#loaded.project.target.value,
      schema: settings.schema,
    }
  }

  // ---- Sources and seeds

  #addSource(declared: DeclaredSource, raw: string | null, context: RenderContext): void {
    const { table, source, relation } = declared
    const name = `${source.name.value}.${table.name.value}`
    const node: SourceNode = {
      kind: 'source',
      id: declared.id,
      name: table.name.value,
      sourceName: source.name.value,
      fqn: [this.#loaded.project.name, source.name.value, table.name.value],
      path: table.span.file.path,
      span: table.name.span,
      ...describeNode(table.description, context, this.#report),
      tags: table.tags,
      meta: table.meta,
      dependsOn: [],
      relation,
      config: table.config,
      columns: table.columns.map((column) => columnInfo(column, context, this.#report)),
    }
    this.#nodes.set(node.id, node)
    const inFiles = this.#options.columnsInFiles(declared, raw)
    const known = [
      ...new Set([
        ...node.columns.map((column) => column.name.toLowerCase()),
        ...(inFiles ?? []).map((column) => column.toLowerCase()),
      ]),
    ]
    const system = ['_op', '_change_seq', '_commit_ts', '_file', '_is_load', '_batch_id', '_change_id']
    const complete = inFiles !== null || node.columns.length > 0
    this.#know(relation, complete ? [...known, ...system] : null)
    if (table.config.primaryKey.length === 0) this.#report(problems.sourceWithoutKey(name, table.name.span))
    for (const key of table.config.primaryKey) {
      if (complete && !known.includes(key.value.toLowerCase())) {
        this.#report(problems.unknownColumnInYaml(key.value, name, known, key.span, true))
      }
    }
    const lacksSequence = complete && inFiles !== null && !known.includes(table.config.changeSeq.value.toLowerCase())
    if (lacksSequence && table.config.op !== null) this.#report(problems.sourceWithoutSequence(name, table.name.span))
  }

  #addSeed(declared: DeclaredModel, context: RenderContext): void {
    const { columns, diagnostics } = readSeedHeader(declared.name, declared.from.file, declared.config)
    this.diagnostics.push(...diagnostics)
    const node: SeedNode = {
      kind: 'seed',
      ...this.#common(declared, context),
      dependsOn: [],
      engine: 'redshift',
      header: columns,
      delimiter: declared.config.delimiter,
      checksum: sha256(declared.from.file.text),
    }
    this.#nodes.set(node.id, node)
    this.#know(
      node.relation,
      columns.map((column) => column.name),
    )
    this.#checkColumns(
      declared,
      columns.map((column) => column.name),
    )
  }

  #common(declared: DeclaredModel, context: RenderContext) {
    const { project } = this.#loaded
    const { config, properties } = declared
    return {
      id: declared.id,
      name: declared.name,
      fqn: [project.name, ...declared.from.folders, declared.name],
      path: declared.from.file.path,
      span: declared.span,
      ...describeNode(properties?.description ?? null, context, this.#report),
      tags: config.tags,
      meta: config.meta,
      relation: declared.relation,
      config,
      columns: (properties?.columns ?? []).map((column) => columnInfo(column, context, this.#report)),
    }
  }

  #know(relation: { readonly schema: string; readonly name: string }, columns: readonly string[] | null): void {
    this.#columns.set(
      `${relation.schema}.${relation.name}`,
      columns ? { columns: columns.map((name) => ({ name })) } : 'unknown',
    )
  }

  // ---- Models

  #render(declared: DeclaredModel, declarations: Declarations, context: RenderContext): RenderedModel {
    const { template, config } = declared
    const dialect = config.engine
    const nothing: Rendered = {
      text: OriginText.empty,
      recording: { refs: [], sources: [], config: [], asksIncremental: false },
      diagnostics: [],
    }
    if (!template) return { declared, full: nothing, incremental: nothing, refs: [], sources: [] }
    const self = selfValue(declared)
    const once = (isIncremental: boolean) =>
      render(template, context, {
        dialect,
        names: nameResolver(declarations, dialect),
        self,
        isIncremental,
        allowsConfig: true,
      })
    const full = once(false)
    const incremental = full.recording.asksIncremental && config.materialized === 'incremental' ? once(true) : full
    const found = full === incremental ? full.diagnostics : [...full.diagnostics, ...incremental.diagnostics]
    this.diagnostics.push(...found)
    const refs = [...full.recording.refs, ...incremental.recording.refs]
    const sources = [...full.recording.sources, ...incremental.recording.sources]
    if (full.text.text.trim() === '' && found.length === 0) this.#report(problems.emptySql('model', declared.span))
    return {
      declared,
      full,
      incremental,
      refs: [...new Set(refs.map((ref) => ref.id))].filter((id) => id !== declared.id),
      sources: [...new Set(sources.map((source) => source.id))],
    }
  }

  /** All models, each after what it reads. Circles are reported; their models come last. */
  #order(rendered: ReadonlyMap<NodeId, RenderedModel>): NodeId[] {
    const graph = new Graph([...rendered].map(([id, model]) => ({ id, dependsOn: [...model.refs, ...model.sources] })))
    const cycle = graph.findCycle()
    if (cycle) {
      const hops = cycle.flatMap((id, index) => {
        const parent = cycle[(index + cycle.length - 1) % cycle.length]
        const model = rendered.get(id)
        const place = [...(model?.full.recording.refs ?? []), ...(model?.incremental.recording.refs ?? [])].find(
          (ref) => ref.id === parent,
        )
        return place ? [{ message: `${nameOf(id)} reads ${nameOf(parent ?? '')} here.`, span: place.span }] : []
      })
      const [first] = hops
      if (first) this.#report(problems.graphCycle(cycle.map(nameOf), first.span, hops.slice(1)))
    }
    const placed = new Set(graph.order)
    return [...graph.order, ...[...rendered.keys()].filter((id) => !placed.has(id))]
  }

  #addModel(
    model: RenderedModel,
    rendered: ReadonlyMap<NodeId, RenderedModel>,
    settings: ResolvedProfile,
    context: RenderContext,
    declarations: Declarations,
  ): void {
    const { declared, full, incremental } = model
    const { config } = declared
    const dialect = config.engine
    const inlined = this.#ephemeralsOf(model, rendered)
    const compiled = this.#read(inlineEphemerals(full.text, inlined), declared, dialect)
    const compiledIncremental =
      incremental === full ? compiled : this.#read(inlineEphemerals(incremental.text, inlined), declared, dialect)

    const catalog = (parts: readonly string[]) => this.#columns.get(parts.join('.').toLowerCase()) ?? 'unknown'
    const reads = this.#checkReads(model)
    let outputs: string[] | null = null
    let flow: ChangeFlow | null = null
    let flowIncremental: ChangeFlow | null = null
    for (const version of new Set([compiled, compiledIncremental])) {
      if (!version.query) continue
      const analysis = analyseQuery(version.query, dialect, catalog)
      const found = [...analysis.problems, ...modelOutputProblems(analysis)]
      if (found.length === 0 && this.#runsOnDuckdb(dialect))
        this.diagnostics.push(...checkTranslation(version, dialect))
      this.diagnostics.push(...found.map((problem) => problemDiagnostic(problem, version.text, `"${declared.name}"`)))
      if (analysis.columns !== 'unknown' && version === compiled) {
        outputs = analysis.columns.map((column) => column.name).filter((name) => name !== null)
      }
      const driving = reads && drivingOf(analysis, reads)
      if (reads && !driving)
        this.#report(problems.applyWithoutStaging(declared.name, config.strategy ?? 'staging', declared.span))
      if (!driving) continue
      const result = changeFlow({
        query: version.query,
        text: version.text,
        analysis,
        name: declared.name,
        config,
        driving,
      })
      if (found.length === 0) this.diagnostics.push(...result.diagnostics)
      if (version === compiled) flow = result.flow
      flowIncremental = result.flow
    }
    if (outputs) this.#checkKey(declared, outputs)
    const stored = outputs && [...outputs, ...systemColumnsOf(config).filter((name) => !outputs.includes(name))]
    if (config.materialized === 'ephemeral')
      this.#columns.set(
        ephemeralName(declared.name),
        outputs ? { columns: outputs.map((name) => ({ name })) } : 'unknown',
      )
    this.#know(declared.relation, stored)
    if (stored && outputs) this.#checkColumns(declared, stored)

    const node: ModelNode = {
      kind: 'model',
      ...this.#common(declared, context),
      engine: config.engine,
      dependsOn: [...model.refs, ...model.sources].sort(),
      rawCode: declared.from.file.text,
      compiled,
      compiledIncremental,
      refs: model.refs,
      sources: model.sources,
      macros: macrosIn(full.text, context.macros),
      patchPath: declared.properties?.span.file.path ?? null,
      outputs: stored,
      hooks: this.#hooks(declared, context, declarations),
      ledgerSchema: `${settings.schemaPrefix}tidemill`,
      flow,
      flowIncremental,
      volatile: compiled.query !== null && findVolatile(compiled.query) !== null,
    }
    this.#nodes.set(node.id, node)
  }

  #read(text: OriginText, declared: DeclaredModel, dialect: 'spark' | 'redshift'): CompiledSql {
    // What failed to render has been reported; its text has holes.
    const broken = this.diagnostics.some(
      (problem) => problem.severity === 'error' && problem.span?.file === declared.from.file,
    )
    if (text.text.trim() === '' || broken) return { text, query: null }
    const { query, diagnostics } = parseModel(text, dialect)
    this.diagnostics.push(...diagnostics)
    return { text, query }
  }

  #ephemeralsOf(model: RenderedModel, rendered: ReadonlyMap<NodeId, RenderedModel>) {
    const found = new Map<NodeId, { name: string; text: OriginText }>()
    const visit = (current: RenderedModel, trail: ReadonlySet<NodeId>): void => {
      for (const id of current.refs) {
        const parent = rendered.get(id)
        if (parent?.declared.config.materialized !== 'ephemeral' || trail.has(id)) continue
        if (parent.declared.config.engine !== model.declared.config.engine) {
          const place = current.full.recording.refs.find((ref) => ref.id === id)?.span ?? model.declared.span
          this.#report(
            problems.ephemeralOnOtherEngine(
              model.declared.name,
              parent.declared.name,
              model.declared.config.engine,
              place,
            ),
          )
        }
        visit(parent, new Set([...trail, id]))
        if (!found.has(id)) found.set(id, { name: ephemeralName(parent.declared.name), text: parent.full.text })
      }
    }
    visit(model, new Set([model.declared.id]))
    return [...found.values()]
  }

  #runsOnDuckdb(engine: 'spark' | 'redshift'): boolean {
    return this.#loaded.profile?.engines[engine]?.type.value === 'duckdb'
  }

  /** Checks what a model may read; for models that take changes in, the relations that can drive them. */
  #checkReads(model: RenderedModel) {
    const { declared, full } = model
    const { config, name } = declared
    const sources = full.recording.sources
    if (config.materialized === 'staging') {
      const [first] = model.sources
      if (first === undefined) {
        if (full.diagnostics.length === 0) this.#report(problems.stagingWithoutSource(name, declared.span))
        return null
      }
      if (model.sources.length > 1) {
        const names = model.sources.map((id) => id.split('.').slice(2).join('.'))
        const second = sources.find((source) => source.id !== first)
        this.#report(problems.stagingWithSeveralSources(name, names, second?.span ?? declared.span))
        return null
      }
      const source = this.#nodes.get(first)
      if (source?.kind !== 'source') return null
      const keyColumns = source.config.primaryKey.map((key) => key.value.toLowerCase())
      return [
        { id: source.id, source: source.id, relation: [source.relation.schema, source.relation.name], keyColumns },
      ]
    }
    for (const source of sources) {
      this.#report(problems.sourceReadOutsideStaging(name, source.id.split('.').slice(2).join('.'), source.span))
    }
    const stagings = model.refs
      .map((id) => this.#nodes.get(id))
      .filter((node): node is ModelNode => node?.kind === 'model' && node.config.materialized === 'staging')
    const takesChanges =
      config.materialized === 'incremental' && (config.strategy === 'cdc' || config.strategy === 'append')
    if (!takesChanges) {
      for (const staging of stagings) {
        const place = full.recording.refs.find((ref) => ref.id === staging.id)
        if (place && !place.changes)
          this.#report(problems.stagingReadAsTable(name, staging.name, this.#currentStateOf(staging), place.span))
      }
      return null
    }
    return stagings.flatMap((staging) =>
      staging.flow
        ? [
            {
              id: staging.id,
              source: staging.flow.source,
              relation: [staging.relation.schema, staging.relation.name],
              keyColumns: staging.flow.keyColumns,
            },
          ]
        : [],
    )
  }

  /** The model that keeps the current state of what a staging model stages, when one has been read already. */
  #currentStateOf(staging: ModelNode): string | null {
    for (const node of this.#nodes.values()) {
      if (node.kind === 'model' && node.config.strategy === 'cdc' && node.refs.includes(staging.id)) return node.name
    }
    return null
  }

  #checkKey(declared: DeclaredModel, outputs: readonly string[]): void {
    const { config, name } = declared
    if (config.materialized !== 'incremental' && config.materialized !== 'staging') return
    for (const key of config.uniqueKey) {
      if (outputs.includes(key.toLowerCase())) continue
      this.#report(
        problems.keyNotInOutput(name, key, outputs, config.entries.get('unique_key')?.value.span ?? declared.span),
      )
    }
  }

  #checkColumns({ name, properties }: DeclaredModel, known: readonly string[]): void {
    for (const column of properties?.columns ?? []) {
      if (known.includes(column.name.value.toLowerCase())) continue
      this.#report(
        problems.unknownColumnInYaml(column.name.value, name, known, column.name.span, column.dataTests.length > 0),
      )
    }
  }

  // ---- The rest

  #hooks(declared: DeclaredModel, context: RenderContext, declarations: Declarations): ModelHooks {
    const { config } = declared
    // The load of a staging table happens in the warehouse, so what surrounds it is Redshift SQL.
    const rendered = (hooks: ModelConfig['preHooks'], dialect: 'spark' | 'redshift') =>
      hooks.map((hook) => this.#hook(hook, context, declarations, dialect, selfValue(declared)))
    return {
      pre: rendered(config.preHooks, config.engine),
      post: rendered(config.postHooks, config.engine),
      preactions: rendered(config.preactions, 'redshift'),
      postactions: rendered(config.postactions, 'redshift'),
    }
  }

  #hook(
    { value: source, span }: ModelConfig['preHooks'][number],
    context: RenderContext,
    declarations: Declarations,
    dialect: 'spark' | 'redshift',
    self: Value | null,
  ): Hook {
    const { template, diagnostics } = parseTemplate(source)
    this.diagnostics.push(...diagnostics)
    if (!template) return { sql: '', span }
    const rendered = render(template, context, {
      dialect,
      names: nameResolver(declarations, dialect),
      self,
      isIncremental: false,
      allowsConfig: false,
    })
    this.diagnostics.push(...rendered.diagnostics)
    return { sql: rendered.text.text, span }
  }

  #manifest(declarations: Declarations, context: RenderContext): Manifest {
    const { project } = this.#loaded
    return {
      projectName: project.name,
      nodes: this.#nodes,
      graph: new Graph(this.#nodes.values()),
      disabled: declarations.disabled.map((model) => ({ id: model.id, path: model.from.file.path })),
      macros: [...context.macros.values()].map((macro) => ({
        id: `macro.${project.name}.${macro.name}`,
        name: macro.name,
        path: macro.span.file.path,
        sql: '',
        description: '',
      })),
      docs: [...context.docs].map(([name, text]) => ({
        id: `doc.${project.name}.${name}`,
        name,
        path: text.originOf(0)?.span.file.path ?? '',
        text: text.text,
      })),
      vars: {},
    }
  }
}

function columnInfo(
  column: NonNullable<DeclaredModel['properties']>['columns'][number],
  context: RenderContext,
  report: (diagnostic: Diagnostic) => void,
): ColumnInfo {
  return {
    name: column.name.value.toLowerCase(),
    ...describeNode(column.description, context, report),
    dataType: column.dataType?.value ?? null,
    tags: column.tags,
    meta: column.meta,
  }
}

/** What `{{this}}` is. */
function selfValue(declared: DeclaredModel): Value {
  const { relation, id, config } = declared
  const word = (text: string) => textValue(OriginText.computed(text, declared.span))
  const fields = relationFields(relation, word)
  return {
    kind: 'relation',
    id,
    text: OriginText.computed(relationText(declared, config.engine), declared.span),
    fields,
  }
}

/** Columns that the tool adds behind a model's own. */
function systemColumnsOf(config: ModelConfig): readonly string[] {
  if (config.materialized === 'staging' || config.strategy === 'append') return carriedColumns
  return config.strategy === 'cdc' ? ['_change_seq', '_commit_ts'] : []
}

function nameOf(id: NodeId): string {
  return id.split('.').at(-1) ?? id
}

function profileSpan(source: OriginText): Span {
  return source.originOf(0)?.span ?? { file: { path: 'profiles', text: '' }, start: 0, end: 0 }
}
