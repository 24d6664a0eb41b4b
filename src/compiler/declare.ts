import { folderConfigFor } from '../config/folder-config.ts'
import { type ConfigEntry, type ModelConfig, readModelConfig } from '../config/model-config.ts'
import type { NodeProperties } from '../config/model-properties.ts'
import type { SourceProperties, SourceTableProperties } from '../config/source-properties.ts'
import * as problems from '../diagnostics/catalog/compile.ts'
import { configDuplicateName } from '../diagnostics/catalog/config.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { type Span, span } from '../diagnostics/source.ts'
import type { NodeId } from '../manifest/nodes.ts'
import { type Relation, relation, relationKey } from '../manifest/relation.ts'
import { type DataFrameFile, readDataFrame } from '../python/read-dataframe.ts'
import { printRelationName } from '../sql/quote.ts'
import { parseTemplate } from '../template/parse.ts'
import type { Template } from '../template/tree.ts'
import { snapshotFiles, snapshotQuery } from './declare-snapshots.ts'
import type { LoadedProject, ProjectFile } from './load.ts'

/** A model or seed before its template is rendered: what others need to refer to it. */
export interface DeclaredModel {
  readonly kind: 'model' | 'seed'
  readonly id: NodeId
  readonly name: string
  readonly from: ProjectFile
  readonly template: Template | null
  /** Of a DataFrame model, which has no template. */
  readonly python: DataFrameFile | null
  readonly config: ModelConfig
  /** False when what it is could not be read from its settings. */
  readonly isCertain: boolean
  readonly relation: Relation
  readonly properties: NodeProperties | null
  /** The whole of it: the file's first line, or the head of the function that a DataFrame model is. */
  readonly span: Span
}

export interface DeclaredSource {
  readonly id: NodeId
  readonly source: SourceProperties
  readonly table: SourceTableProperties
  readonly relation: Relation
}

/** All names of a project and what they stand for. */
export interface Declarations {
  readonly models: ReadonlyMap<string, DeclaredModel>
  readonly disabled: readonly DeclaredModel[]
  readonly sources: ReadonlyMap<string, ReadonlyMap<string, DeclaredSource>>
  /** All of them that can be referred to, by their ids. */
  readonly byId: ReadonlyMap<NodeId, DeclaredModel | DeclaredSource>
  /** The same by their addresses, for those that have one. */
  readonly byRelation: ReadonlyMap<string, DeclaredModel | DeclaredSource>
  /** The schema of the tool's own tables. */
  readonly ledgerSchema: string
  /** Where failing rows of data tests are kept. */
  readonly auditSchema: string
  /** False when a YAML file could not be read: a name that is missing may be in there. */
  readonly isComplete: boolean
}

export interface DeclareInput {
  readonly loaded: LoadedProject
  /** The profile's schema for models that name none. */
  readonly schema: string
  readonly schemaPrefix: string
  /** Renders a model's template only for its `{{config …}}`. */
  configOf(template: Template, name: string): readonly ConfigEntry[]
}

export function declareNodes(input: DeclareInput): {
  readonly declarations: Declarations
  readonly diagnostics: readonly Diagnostic[]
} {
  const { loaded } = input
  const diagnostics: Diagnostic[] = []
  const models = new Map<string, DeclaredModel>()
  const disabled: DeclaredModel[] = []
  const described = describedNodes(loaded, diagnostics)

  for (const [kind, files] of [
    ['model', [...loaded.models, ...snapshotFiles(loaded)]],
    ['seed', loaded.seeds],
  ] as const) {
    for (const from of files) {
      const declared = declare(
        kind,
        from,
        described.get(`${kind} ${from.stem.toLowerCase()}`) ?? null,
        input,
        diagnostics,
      )
      if (!declared.config.enabled) {
        disabled.push(declared)
        continue
      }
      const other = models.get(declared.name)
      if (other) diagnostics.push(problems.duplicateName(declared.name, declared.span, other.span))
      else models.set(declared.name, declared)
    }
  }
  reportRelationsTwice([...models.values()], diagnostics)
  reportUnknownDescriptions(described, models, disabled, diagnostics)
  const sources = declareSources(loaded, diagnostics)
  const all = [...models.values(), ...[...sources.values()].flatMap((tables) => [...tables.values()])]
  const byId = new Map(all.map((declared) => [declared.id, declared]))
  const byRelation = new Map(
    all.filter((declared) => !isEphemeral(declared)).map((declared) => [relationKey(declared.relation), declared]),
  )
  const { isComplete } = loaded
  const ledgerSchema = `${input.schemaPrefix}tidemill`
  const auditSchema = `${input.schemaPrefix}dbt_test__audit`
  return {
    declarations: { models, disabled, sources, byId, byRelation, ledgerSchema, auditSchema, isComplete },
    diagnostics,
  }
}

function declare(
  kind: 'model' | 'seed',
  from: ProjectFile,
  properties: NodeProperties | null,
  input: DeclareInput,
  diagnostics: Diagnostic[],
): DeclaredModel {
  const { loaded } = input
  const name = from.stem
  const query = kind === 'model' && !isSql(from) ? snapshotQuery(properties) : null
  let place = query && properties ? properties.span : firstLineOf(from)
  let template: Template | null = null
  let python: DataFrameFile | null = null
  let own: readonly ConfigEntry[] = []
  if (query) template = parseTemplate(query).template
  else if (kind === 'model' && isPython(from)) {
    python = readDataFrame(from.file)
    diagnostics.push(...python.diagnostics)
    own = python.config
    place = python.definition ?? place
  } else if (kind === 'model') {
    const parsed = parseTemplate(from.file)
    template = parsed.template
    diagnostics.push(...parsed.diagnostics)
    if (template && /\bconfig\b/.test(from.file.text)) own = input.configOf(template, name)
  }
  const folders = folderConfigFor(loaded.project.folders, kind === 'model' ? 'models' : 'seeds', [
    ...from.folders,
    name,
  ])
  const entries = [...folders, ...(properties?.config ?? []), ...own]
  const {
    config,
    isCertain,
    diagnostics: found,
  } = readModelConfig(entries, {
    kind: query ? 'snapshot' : kind,
    name,
    span: place,
    isDataFrame: python !== null,
  })
  // Without its template a model's settings are only half known, so what they lack says nothing.
  const isReadable = kind === 'seed' || template !== null || python !== null
  const { areDefaultsSound } = loaded
  diagnostics.push(
    ...found.filter(
      ({ code, span }) => (isReadable || span?.file !== from.file) && (areDefaultsSound || !combinationCodes.has(code)),
    ),
  )
  return {
    kind,
    id: `${config.materialized === 'snapshot' ? 'snapshot' : kind}.${loaded.project.name}.${name}`,
    name,
    from,
    template,
    python,
    config,
    isCertain: isCertain && areDefaultsSound,
    relation: relation(`${input.schemaPrefix}${config.schema ?? input.schema}`, config.alias ?? name),
    properties,
    span: place,
  }
}

/** What is said of settings that do not go together; one of them may be a default that could not be read. */
const combinationCodes: ReadonlySet<string> = new Set([
  'config/key-does-not-apply',
  'config/needs-key',
  'engine/unsupported',
])

function describedNodes(loaded: LoadedProject, diagnostics: Diagnostic[]): Map<string, NodeProperties> {
  const described = new Map<string, NodeProperties>()
  for (const node of loaded.properties.flatMap((file) => [...file.models, ...file.seeds, ...file.snapshots])) {
    const key = `${declaredKind(node)} ${node.name.value.toLowerCase()}`
    const other = described.get(key)
    if (other) diagnostics.push(problems.describedTwice(node.name.value, node.name.span, other.name.span))
    else described.set(key, node)
  }
  return described
}

function reportUnknownDescriptions(
  described: ReadonlyMap<string, NodeProperties>,
  models: ReadonlyMap<string, DeclaredModel>,
  disabled: readonly DeclaredModel[],
  diagnostics: Diagnostic[],
): void {
  const all = [...models.values(), ...disabled]
  for (const node of described.values()) {
    const same = all.filter((declared) => declared.kind === declaredKind(node))
    if (same.some((declared) => declared.name.toLowerCase() === node.name.value.toLowerCase())) continue
    const other = all.find((declared) => declared.name.toLowerCase() === node.name.value.toLowerCase())
    const names = same.map((declared) => declared.name)
    diagnostics.push(
      problems.unknownModelInYaml(node.kind, node.name.value, other?.kind ?? null, names, node.name.span),
    )
  }
}

function reportRelationsTwice(models: readonly DeclaredModel[], diagnostics: Diagnostic[]): void {
  const taken = new Map<string, DeclaredModel>()
  for (const model of models) {
    if (model.config.materialized === 'ephemeral') continue
    const key = relationKey(model.relation)
    const other = taken.get(key)
    if (other) diagnostics.push(problems.duplicateRelation(key, [other.name, model.name], model.span, other.span))
    else taken.set(key, model)
  }
}

function declareSources(loaded: LoadedProject, diagnostics: Diagnostic[]): Map<string, Map<string, DeclaredSource>> {
  const sources = new Map<string, Map<string, DeclaredSource>>()
  for (const source of loaded.properties.flatMap((file) => file.sources)) {
    const tables = sources.get(source.name.value) ?? new Map<string, DeclaredSource>()
    sources.set(source.name.value, tables)
    for (const table of source.tables) {
      if (!table.config.enabled) continue
      const { name } = table
      const first = tables.get(name.value)
      if (first) {
        const owner = `source "${source.name.value}"`
        diagnostics.push(configDuplicateName('table', name.value, owner, name.span, first.table.name.span))
        continue
      }
      tables.set(name.value, {
        id: `source.${loaded.project.name}.${source.name.value}.${name.value}`,
        source,
        table,
        relation: relation(table.config.schema, table.identifier.value),
      })
    }
  }
  return sources
}

function isEphemeral(declared: DeclaredModel | DeclaredSource): boolean {
  return 'kind' in declared && declared.config.materialized === 'ephemeral'
}

/** How a template in a dialect writes a relation. An ephemeral model is a CTE of whoever reads it, as in dbt. */
export function relationText(model: DeclaredModel, dialect: 'spark' | 'redshift'): string {
  if (model.config.materialized === 'ephemeral') return ephemeralName(model.name)
  return printRelationName(dialect, [model.relation.schema, model.relation.name])
}

export function ephemeralName(name: string): string {
  return `__dbt__cte__${name.toLowerCase()}`
}

/** A snapshot is declared like a model. */
function declaredKind({ kind }: NodeProperties): DeclaredModel['kind'] {
  return kind === 'snapshot' ? 'model' : kind
}

function isSql({ file }: ProjectFile): boolean {
  return /\.sql$/i.test(file.path)
}

function isPython({ file }: ProjectFile): boolean {
  return /\.py$/i.test(file.path)
}

export function firstLineOf({ file }: ProjectFile): Span {
  const bom = file.text.charCodeAt(0) === 0xfeff ? 1 : 0
  const end = /[\r\n]/.exec(file.text.slice(bom))?.index ?? file.text.length - bom
  return span(file, bom, bom + end)
}
