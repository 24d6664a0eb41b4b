import { unknownLineageColumn, unknownLineageNode } from '../diagnostics/catalog/cli.ts'
import { DiagnosticError } from '../diagnostics/diagnostic.ts'
import type { Manifest } from '../manifest/manifest.ts'
import { isRelationNode, type NodeId } from '../manifest/nodes.ts'

/** A relation of the project, or one of its columns. */
export interface LineageAddress {
  readonly node: NodeId
  readonly column: string | null
}

/**
 * Reads `fct_orders`, `fct_orders.order_id`, `sales.orders.id` or a unique id, with a column behind it or not. Throws a
 * DiagnosticError with names that are near when there is no such thing.
 */
export function readLineageAddress(written: string, { nodes, lineage }: Manifest): LineageAddress {
  const byName = new Map<string, NodeId>()
  for (const node of nodes.values()) {
    if (!isRelationNode(node)) continue
    byName.set(lineageName(node.id, nodes).toLowerCase(), node.id)
    byName.set(node.id.toLowerCase(), node.id)
  }
  const wanted = written.toLowerCase()
  const whole = byName.get(wanted)
  if (whole !== undefined) return { node: whole, column: null }
  for (let end = wanted.lastIndexOf('.'); end > 0; end = wanted.lastIndexOf('.', end - 1)) {
    const node = byName.get(wanted.slice(0, end))
    if (node === undefined) continue
    const column = wanted.slice(end + 1)
    const known = [...(lineage.get(node)?.columns.keys() ?? [])]
    if (known.includes(column)) return { node, column }
    throw new DiagnosticError([unknownLineageColumn(written.slice(0, end), column, known)])
  }
  const names = [...byName.values()].map((id) => lineageName(id, nodes))
  throw new DiagnosticError([unknownLineageNode(written, [...new Set(names)])])
}

/** How people call a relation: a model and a seed by its name, a source's table with its source. */
export function lineageName(id: NodeId, nodes: Manifest['nodes']): string {
  const node = nodes.get(id)
  if (!node) return id
  return node.kind === 'source' ? `${node.sourceName}.${node.name}` : node.name
}
