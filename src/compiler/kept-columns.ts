import * as problems from '../diagnostics/catalog/compile.ts'
import { directKinds, kindSet } from '../manifest/lineage-kinds.ts'
import type { ChangeFlow, KeptColumn, NodeId } from '../manifest/nodes.ts'
import type { RenderedModel } from './render-models.ts'
import type { Workspace } from './workspace.ts'

const direct = kindSet(...directKinds)

/**
 * The columns of a `cdc` model whose values an update may leave out, since the source's column is `unchanged_as_null`. A
 * value that is made of such a column and of others cannot be kept when only the others change: that is reported, and so
 * is a query whose rows depend on such a column.
 */
export function keptColumns(model: RenderedModel, flow: ChangeFlow, workspace: Workspace): readonly KeptColumn[] {
  const { declared } = model
  const source = workspace.nodes.get(flow.source)
  const lineage = workspace.lineage.get(declared.id)
  const { strategy, materialized } = declared.config
  const isFilled = strategy === 'cdc' || materialized === 'scd2'
  if (!isFilled || source?.kind !== 'source' || !lineage) return []
  const mayBeLeftOut = new Set(source.unchangedAsNull)
  if (mayBeLeftOut.size === 0) return []
  const report = (what: string, column: string) => {
    const name = `${source.sourceName}.${source.name}.${column}`
    workspace.report(problems.unchangedUnclear(declared.name, what, name, declared.span))
  }
  const kept: KeptColumn[] = []
  for (const column of lineage.columns.keys()) {
    const { values, deciders } = originsOf(declared.id, column, source.id, workspace)
    const left = [...values, ...deciders].find((name) => mayBeLeftOut.has(name))
    const [first, ...others] = values
    if (left === undefined) continue
    if (first === undefined || others.length > 0 || deciders.has(left)) report(`its column "${column}"`, left)
    else kept.push({ column, of: first })
  }
  const staging = workspace.nodes.get(flow.driving)
  if (kept.length > 0 && staging?.kind === 'model' && staging.config.keep === 'all') {
    workspace.broken.add(declared.id)
    workspace.report(problems.unchangedKeepAll(declared.name, staging.name, materialized === 'scd2', declared.span))
  }
  for (const column of decidersOfRows([declared.id, flow.driving], source.id, workspace)) {
    if (mayBeLeftOut.has(column)) report('which rows it has', column)
  }
  return kept
}

interface Origins {
  /** The source's columns that a value is made of, and those that decide what it is. */
  readonly values: ReadonlySet<string>
  readonly deciders: ReadonlySet<string>
}

function originsOf(
  node: NodeId,
  column: string,
  source: NodeId,
  workspace: Workspace,
  trail: readonly NodeId[] = [],
): Origins {
  const values = new Set<string>()
  const deciders = new Set<string>()
  for (const edge of workspace.lineage.get(node)?.columns.get(column) ?? []) {
    const isDirect = (edge.kinds & direct) !== 0
    if (edge.node === source) (isDirect ? values : deciders).add(edge.column)
    else if (!trail.includes(edge.node)) {
      const further = originsOf(edge.node, edge.column, source, workspace, [...trail, node])
      for (const name of further.values) (isDirect ? values : deciders).add(name)
      for (const name of further.deciders) deciders.add(name)
    }
  }
  return { values, deciders }
}

function decidersOfRows(nodes: readonly NodeId[], source: NodeId, workspace: Workspace): ReadonlySet<string> {
  const edges = nodes.flatMap((id) => workspace.lineage.get(id)?.rows ?? [])
  return new Set(
    edges.flatMap(({ node, column }) => {
      if (node === source) return [column]
      const { values, deciders } = originsOf(node, column, source, workspace)
      return [...values, ...deciders]
    }),
  )
}
