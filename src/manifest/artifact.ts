import { md5 } from '../util/hash.ts'
import {
  exposureArtifact,
  modelArtifact,
  type NodeSurroundings,
  seedArtifact,
  sourceArtifact,
  testArtifact,
  unitTestArtifact,
} from './artifact-nodes.ts'
import { inOrder, type MacroInfo } from './manifest.ts'
import type { NodeId } from './nodes.ts'

export interface ManifestArtifactInput extends NodeSurroundings {
  readonly version: string
  readonly invocationId: string
  /** ISO, UTC. */
  readonly invocationStartedAt: string
  readonly generatedAt: string
}

/** The release of dbt whose artifacts ours are shaped like: readers look at it to know what to expect. */
export const dbtVersion = '1.12.0'

/**
 * target/manifest.json in the shape of dbt's version 12, so that catalogues, lineage tools and editors can read a project.
 * dbt knows one adapter for each manifest: it is the serving engine's; `meta.engine` tells the truth for each node.
 */
export function manifestArtifact(input: ManifestArtifactInput) {
  const { manifest } = input
  const nodes: Record<NodeId, object> = {}
  const sources: Record<NodeId, object> = {}
  const exposures: Record<NodeId, object> = {}
  const unitTests: Record<NodeId, object> = {}
  for (const node of inOrder(manifest)) {
    switch (node.kind) {
      case 'model':
        nodes[node.id] = modelArtifact(node, input)
        break
      case 'seed':
        nodes[node.id] = seedArtifact(node, input)
        break
      case 'test':
        nodes[node.id] = testArtifact(node, input)
        break
      case 'unit_test':
        unitTests[node.id] = unitTestArtifact(node, input)
        break
      case 'source':
        sources[node.id] = sourceArtifact(node, input)
        break
      case 'exposure':
        exposures[node.id] = exposureArtifact(node, input)
    }
  }
  const ids = [...manifest.graph.order]
  return {
    metadata: {
      ...artifactMetadata('manifest/v12', input),
      project_name: manifest.projectName,
      project_id: md5(manifest.projectName),
      user_id: null,
      send_anonymous_usage_stats: false,
      adapter_type: 'redshift',
      quoting: { database: true, schema: true, identifier: true, column: null },
      run_started_at: input.invocationStartedAt,
    },
    nodes,
    sources,
    macros: Object.fromEntries(manifest.macros.map((macro) => [macro.id, macroArtifact(macro, input)])),
    docs: Object.fromEntries(
      manifest.docs.map((block) => [
        block.id,
        {
          name: block.name,
          resource_type: 'doc',
          package_name: manifest.projectName,
          path: block.path,
          original_file_path: block.path,
          unique_id: block.id,
          block_contents: block.text,
        },
      ]),
    ),
    exposures,
    metrics: {},
    groups: {},
    selectors: {},
    disabled: Object.fromEntries(
      manifest.disabled.map(({ id, path }) => [
        id,
        [
          {
            unique_id: id,
            name: id.split('.').at(-1),
            resource_type: id.split('.')[0],
            package_name: manifest.projectName,
            path,
            original_file_path: path,
            config: { enabled: false },
          },
        ],
      ]),
    ),
    parent_map: Object.fromEntries(ids.map((id) => [id, manifest.graph.parents(id)])),
    child_map: Object.fromEntries(ids.map((id) => [id, manifest.graph.children(id)])),
    group_map: {},
    saved_queries: {},
    semantic_models: {},
    unit_tests: unitTests,
    functions: {},
  }
}

export interface ArtifactMetadataInput {
  readonly version: string
  readonly invocationId: string
  readonly invocationStartedAt: string
  readonly generatedAt: string
}

/** The `metadata` that every artifact begins with. `schema` is the end of dbt's address for it: `run-results/v6`. */
export function artifactMetadata(schema: string, input: ArtifactMetadataInput) {
  return {
    dbt_schema_version: `https://schemas.getdbt.com/dbt/${schema}.json`,
    dbt_version: dbtVersion,
    generated_at: input.generatedAt,
    invocation_id: input.invocationId,
    invocation_started_at: input.invocationStartedAt,
    env: {},
    tidemill_version: input.version,
  }
}

function macroArtifact(macro: MacroInfo, { manifest, createdAt }: ManifestArtifactInput) {
  return {
    name: macro.name,
    resource_type: 'macro',
    package_name: manifest.projectName,
    path: macro.path,
    original_file_path: macro.path,
    unique_id: macro.id,
    macro_sql: macro.sql,
    depends_on: { macros: [] },
    description: macro.description,
    meta: {},
    docs: { show: true, node_color: null },
    config: { meta: {}, docs: { show: true, node_color: null } },
    patch_path: null,
    arguments: [],
    created_at: createdAt,
    supported_languages: null,
  }
}
