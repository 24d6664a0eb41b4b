import { plainValue } from '../config/value.ts'
import { printRelationName } from '../sql/quote.ts'
import { sha256 } from '../util/hash.ts'
import { configArtifact, freshnessArtifact, testConfigArtifact } from './artifact-config.ts'
import { lineageArtifact } from './lineage-artifact.ts'
import type { Manifest } from './manifest.ts'
import {
  type ColumnInfo,
  type EngineName,
  type ExposureNode,
  type ModelNode,
  type Node,
  type NodeId,
  resourceTypeOf,
  type SeedNode,
  type SourceNode,
  type TestNode,
  type UnitTestNode,
} from './nodes.ts'
import type { Relation } from './relation.ts'

/** What describes a node from outside the project. */
export interface NodeSurroundings {
  readonly manifest: Manifest
  /** The database, or on Glue the catalog, in which each engine's relations lie. */
  readonly databases: Readonly<Record<EngineName, string>>
  /** The folder of compiled SQL, relative to the project: `target/compiled`. */
  readonly compiledPath: string
  /** Whether incremental models are compiled as for a first build. */
  readonly fullRefresh: boolean
  /** Seconds since 1970. */
  readonly createdAt: number
}

/** Where a node's compiled SQL is written, relative to the project; a test of YAML has a file of its own. */
export function compiledPathOf(node: ModelNode | TestNode, { manifest, compiledPath }: NodeSurroundings): string {
  // Several nodes may be written in one YAML file.
  const file = /\.ya?ml$/i.test(node.path) ? `${node.path}/${node.name}.sql` : node.path
  return `${compiledPath}/${manifest.projectName}/${file}`
}

/** The SQL that a node comes down to: `is_incremental` is true for incremental models, unless all is made anew. */
export function compiledSqlOf(node: ModelNode | TestNode | UnitTestNode, fullRefresh: boolean): string {
  if (node.kind !== 'model' || fullRefresh) return node.compiled.text.text
  return node.compiledIncremental.text.text
}

export function modelArtifact(node: ModelNode, around: NodeSurroundings) {
  const { manifest } = around
  return {
    ...common(node, node.engine, around),
    resource_type: resourceTypeOf(node),
    config: {
      ...configArtifact(node.config, node.engine, 'model'),
      // Here and nowhere else dbt's schema lets a node have keys of others.
      column_lineage: lineageArtifact(manifest.lineage.get(node.id)),
    },
    checksum: checksum(node.rawCode),
    raw_code: node.rawCode,
    language: node.dataframe ? 'python' : 'sql',
    refs: node.refs.map((id) => ({ name: nameOf(manifest, id), package: null, version: null })),
    sources: node.sources.map((id) => sourceWords(manifest, id)),
    metrics: [],
    functions: [],
    depends_on: { macros: macroIds(manifest, node.macros), nodes: node.dependsOn },
    compiled_path: compiledPathOf(node, around),
    compiled: true,
    compiled_code: compiledSqlOf(node, around.fullRefresh),
    extra_ctes_injected: true,
    extra_ctes: [],
    contract: { enforced: node.config.contract.enforced, alias_types: true, checksum: null },
    columns: columns(node.columns),
    access: node.config.access,
    constraints: [],
    version: null,
    latest_version: null,
    deprecation_date: null,
    primary_key: node.config.uniqueKey,
    time_spine: null,
    defer_relation: null,
    build_path: null,
    patch_path: node.patchPath === null ? null : `${manifest.projectName}://${node.patchPath}`,
    docs: { show: true, node_color: null },
    unrendered_config: unrendered(node),
  }
}

export function seedArtifact(node: SeedNode, around: NodeSurroundings) {
  return {
    ...common(node, node.engine, around),
    resource_type: 'seed',
    config: configArtifact(node.config, node.engine, 'seed'),
    checksum: { name: 'sha256', checksum: node.checksum },
    raw_code: '',
    root_path: null,
    depends_on: { macros: [] },
    columns: columns(node.columns),
    defer_relation: null,
    build_path: null,
    patch_path: null,
    docs: { show: true, node_color: null },
    unrendered_config: unrendered(node),
  }
}

export function testArtifact(node: TestNode, around: NodeSurroundings) {
  const { manifest } = around
  const attached = node.attachedTo === null ? undefined : manifest.nodes.get(node.attachedTo)
  const reads = node.dependsOn.map((id) => manifest.nodes.get(id)).filter((read) => read !== undefined)
  const generic = node.testKind === 'generic'
  return {
    ...common(node, node.engine, around),
    resource_type: 'test',
    config: testConfigArtifact(node),
    checksum: generic ? { name: 'none', checksum: '' } : checksum(node.compiled.text.text),
    raw_code: node.compiled.text.text,
    language: 'sql',
    refs: reads
      .filter((read) => read.kind === 'model' || read.kind === 'seed')
      .map((read) => ({ name: read.name, package: null, version: null })),
    sources: reads.filter((read) => read.kind === 'source').map((read) => sourceWords(manifest, read.id)),
    metrics: [],
    functions: [],
    depends_on: { macros: macroIds(manifest, node.macros), nodes: node.dependsOn },
    compiled_path: compiledPathOf(node, around),
    compiled: true,
    compiled_code: node.compiled.text.text,
    extra_ctes_injected: true,
    extra_ctes: [],
    contract: { enforced: false, alias_types: true, checksum: null },
    columns: {},
    build_path: null,
    patch_path: null,
    docs: { show: true, node_color: null },
    unrendered_config: {},
    ...(generic && {
      column_name: node.column,
      attached_node: node.attachedTo,
      file_key_name: attached
        ? `${attached.kind}s.${attached.kind === 'source' ? attached.sourceName : attached.name}`
        : null,
      test_metadata: {
        name: node.testName?.split('.').at(-1) ?? null,
        kwargs: {
          ...node.arguments,
          ...(node.column !== null && { column_name: node.column }),
          model: attached ? `{{ get_where_subquery(${referenceTo(attached)}) }}` : null,
        },
        namespace: node.testName?.includes('.') ? node.testName.split('.')[0] : null,
      },
    }),
  }
}

export function sourceArtifact(node: SourceNode, around: NodeSurroundings) {
  const { manifest, databases, createdAt } = around
  const { freshness } = node.config
  return {
    ...names(node, manifest),
    resource_type: 'source',
    database: databases.spark,
    schema: node.relation.schema,
    identifier: node.relation.name,
    source_name: node.sourceName,
    source_description: '',
    loader: node.config.mode === 'cdc' ? 'dms' : '',
    quoting: { database: null, schema: null, identifier: null, column: null },
    loaded_at_field: node.config.loadedAtField?.value ?? null,
    loaded_at_query: null,
    freshness: freshnessArtifact(freshness),
    external:
      node.config.location === null ? null : { location: node.config.location.value, file_format: node.config.format },
    description: node.description,
    doc_blocks: [],
    columns: columns(node.columns),
    meta: { ...node.meta, engine: 'spark' },
    source_meta: {},
    tags: node.tags,
    config: {
      enabled: true,
      event_time: null,
      freshness: freshness && freshnessArtifact(freshness),
      loaded_at_field: node.config.loadedAtField?.value ?? null,
      meta: { ...node.meta, engine: 'spark' },
      tags: node.tags,
      mode: node.config.mode,
      format: node.config.format,
      primary_key: node.config.primaryKey.map((key) => key.value),
    },
    patch_path: null,
    unrendered_config: {},
    relation_name: relationNameOf(node, databases),
    created_at: createdAt,
  }
}

export function unitTestArtifact(node: UnitTestNode, { manifest, createdAt }: NodeSurroundings) {
  const { given, expect, overrides } = node.written
  return {
    ...names(node, manifest),
    resource_type: 'unit_test',
    model: nameOf(manifest, node.model),
    given,
    expect,
    description: node.description,
    overrides: { macros: overrides.macros, vars: overrides.vars, env_vars: overrides.envVars },
    depends_on: { macros: [], nodes: node.dependsOn },
    config: { tags: node.tags, meta: node.meta, enabled: true },
    checksum: sha256(JSON.stringify(node.written)),
    schema: node.tested.relation.schema,
    created_at: createdAt,
    versions: null,
    version: null,
  }
}

export function exposureArtifact(node: ExposureNode, { manifest, createdAt }: NodeSurroundings) {
  return {
    ...names(node, manifest),
    resource_type: 'exposure',
    type: node.type,
    owner: { email: null, name: null, ...node.owner },
    description: node.description,
    label: node.label,
    maturity: node.maturity,
    url: node.url,
    meta: node.meta,
    tags: node.tags,
    config: { enabled: true, tags: node.tags, meta: node.meta },
    unrendered_config: {},
    depends_on: { macros: [], nodes: node.dependsOn },
    refs: node.dependsOn
      .filter((id) => !id.startsWith('source.'))
      .map((id) => ({ name: nameOf(manifest, id), package: null, version: null })),
    sources: node.dependsOn.filter((id) => id.startsWith('source.')).map((id) => sourceWords(manifest, id)),
    metrics: [],
    created_at: createdAt,
  }
}

/** A relation's full address, quoted; null for a node that stands for none. */
export function relationNameOf(node: Node, databases: Readonly<Record<EngineName, string>>): string | null {
  switch (node.kind) {
    case 'model':
      return node.config.materialized === 'ephemeral' ? null : quoted(databases[node.engine], node.relation)
    case 'seed':
      return quoted(databases[node.engine], node.relation)
    case 'source':
      return quoted(databases.spark, node.relation)
    default:
      return null
  }
}

function common(node: ModelNode | SeedNode | TestNode, engine: EngineName, around: NodeSurroundings) {
  const { manifest, databases, createdAt } = around
  const relation = node.kind === 'test' ? null : node.relation
  return {
    ...names(node, manifest),
    database: databases[engine],
    schema: relation?.schema ?? 'dbt_test__audit',
    alias: relation?.name ?? node.name,
    relation_name: relationNameOf(node, databases),
    tags: node.tags,
    description: node.description,
    doc_blocks: [],
    meta: { ...node.meta, engine },
    group: node.kind === 'test' ? null : node.config.group,
    created_at: createdAt,
  }
}

function names(node: Node, manifest: Manifest) {
  return {
    name: node.name,
    package_name: manifest.projectName,
    path: node.path.slice(node.path.indexOf('/') + 1),
    original_file_path: node.path,
    unique_id: node.id,
    fqn: node.fqn,
  }
}

function columns(list: readonly ColumnInfo[]) {
  return Object.fromEntries(
    list.map((column) => [
      column.name,
      {
        name: column.name,
        description: column.description,
        meta: column.meta,
        data_type: column.dataType,
        constraints: [],
        quote: null,
        tags: column.tags,
        granularity: null,
        doc_blocks: [],
      },
    ]),
  )
}

/** The settings that were written for a node, wherever they were. */
function unrendered(node: ModelNode | SeedNode) {
  return Object.fromEntries([...node.config.entries].map(([key, entry]) => [key, plainValue(entry.value)]))
}

function checksum(text: string) {
  return { name: 'sha256', checksum: sha256(text) }
}

function quoted(database: string, { schema, name }: Relation): string {
  return printRelationName('redshift', [database, schema, name])
}

function nameOf(manifest: Manifest, id: NodeId): string {
  return manifest.nodes.get(id)?.name ?? id
}

function macroIds(manifest: Manifest, macros: readonly string[]): string[] {
  return macros.map((name) => `macro.${manifest.projectName}.${name}`)
}

function sourceWords(manifest: Manifest, id: NodeId): string[] {
  const node = manifest.nodes.get(id)
  return node?.kind === 'source' ? [node.sourceName, node.name] : id.split('.').slice(-2)
}

function referenceTo(node: Node): string {
  return node.kind === 'source' ? `source('${node.sourceName}', '${node.name}')` : `ref('${node.name}')`
}
