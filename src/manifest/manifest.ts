import type { Graph } from './graph.ts'
import type { ProjectLineage } from './lineage.ts'
import type { ModelNode, Node, NodeId, SeedNode, SourceNode, TestNode } from './nodes.ts'

/** A compiled project: what every later stage reads. */
export interface Manifest {
  readonly projectName: string
  readonly nodes: ReadonlyMap<NodeId, Node>
  readonly graph: Graph
  /** Of every model, seed and source. */
  readonly lineage: ProjectLineage
  /** Models and tests that the project switches off. */
  readonly disabled: readonly { readonly id: NodeId; readonly path: string }[]
  readonly macros: readonly MacroInfo[]
  readonly docs: readonly DocsBlock[]
  readonly vars: Readonly<Record<string, unknown>>
}

export interface MacroInfo {
  readonly id: string
  readonly name: string
  readonly path: string
  readonly sql: string
  readonly description: string
}

export interface DocsBlock {
  readonly id: string
  readonly name: string
  readonly path: string
  readonly text: string
}

export function modelsOf(manifest: Manifest): ModelNode[] {
  return inOrder(manifest).filter((node) => node.kind === 'model')
}

export function seedsOf(manifest: Manifest): SeedNode[] {
  return inOrder(manifest).filter((node) => node.kind === 'seed')
}

export function sourcesOf(manifest: Manifest): SourceNode[] {
  return inOrder(manifest).filter((node) => node.kind === 'source')
}

export function testsOf(manifest: Manifest): TestNode[] {
  return inOrder(manifest).filter((node) => node.kind === 'test')
}

/** All nodes, each after what it depends on. */
export function inOrder(manifest: Manifest): Node[] {
  return manifest.graph.order.map((id) => manifest.nodes.get(id)).filter((node) => node !== undefined)
}
