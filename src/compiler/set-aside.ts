import { cannotSetAside } from '../diagnostics/catalog/compile.ts'
import { isIncremental, takesChanges } from '../manifest/incremental.ts'
import type { ModelNode, NodeId, RelationNode, TestNode } from '../manifest/nodes.ts'
import { judgesChanges } from '../manifest/quarantine.ts'
import type { DeclaredModel } from './declare.ts'
import type { Workspace } from './workspace.ts'

/** Whether rules of a model are asked to set rows aside. Its tests are read only after it. */
export function maySetAside({ config, properties }: DeclaredModel, { loaded }: Workspace): boolean {
  const tests = [properties?.dataTests ?? [], ...(properties?.columns ?? []).map((column) => column.dataTests)].flat()
  if (tests.length === 0) return false
  if (config.quality.onFailure === 'quarantine') return true
  const settings = [...tests, ...loaded.project.testDefaults].map((written) => written.config.onFailure)
  return settings.includes('quarantine')
}

/** Why no rows of a relation can be set aside; null where they can. */
export function whyNotSetAside(node: RelationNode, nodes: Workspace['nodes']): string | null {
  if (node.kind === 'source')
    return 'the rows of a source lie in files that are not ours: put the rule at its staging model'
  if (node.kind === 'seed') return 'the rows of a seed lie in a file of the project: mend them there'
  const { config, flow } = node
  switch (config.materialized) {
    case 'table':
    case 'snapshot':
      return whyNotRows(node)
    case 'view':
    case 'ephemeral':
      return `a model that is materialized as ${config.materialized} takes all rows of its query or none`
  }
  if (isIncremental(config) && !(takesChanges(config) && flow)) return whyNotRows(node)
  if (!flow) return 'the model takes no changes in'
  if (node.dataframe) return 'the rows of a DataFrame model are not known by the changes that they come of'
  if (isIncremental(config) && node.keptColumns.length > 0)
    return 'updates of its source leave out values that did not change: put the rule at the staging model'
  const staging = nodes.get(flow.driving)
  if (staging?.kind === 'model' && staging.dataframe)
    return `the rows of the DataFrame model ${staging.name} are not known by the changes that they come of`
  return flow.judgedQuery ? null : 'the rows of its query are not known by the changes that they come of'
}

/** Of rows that are no changes: they are known by what they hold, which stands beside it. */
function whyNotRows({ outputs }: ModelNode): string | null {
  if (!outputs) return 'the columns of the model are not known'
  return outputs.includes('_change_id') ? 'the model has a column "_change_id" of its own' : null
}

/** What a test judges a row by: what is in it, or that and other relations. */
export type RowJudgement = 'by-itself' | 'by-others'

/**
 * Why a test cannot set rows of a model aside; null where it can. The rows of a model depend then on all that the test
 * reads.
 */
export function whyNotJudged(
  node: RelationNode,
  judgement: RowJudgement | null,
  dependsOn: ReadonlySet<NodeId>,
  nodes: Workspace['nodes'],
): string | null {
  if (judgement === null) return 'it does not judge each row by itself'
  const others = [...dependsOn].filter((id) => id !== node.id)
  const later = others.find((id) => isMadeOf(id, node.id, nodes))
  if (later !== undefined) return `${nodes.get(later)?.name} is made of what it sets aside`
  if (judgement === 'by-itself') return null
  if (others.length === 0) return 'it compares rows of the model with each other'
  const staged = others.map((id) => nodes.get(id)).find((other) => other?.kind === 'model' && isStaging(other))
  if (staged) return `${staged.name} has the changes of a batch alone`
  // Where batches end would make a difference: what a change is compared with may come with a later batch.
  const mayComeLater = others.some((id) => nodes.get(id)?.kind !== 'seed')
  const isOfChanges = node.kind === 'model' && (node.recompute !== null || judgesChanges(node))
  if (isOfChanges && mayComeLater) return 'what it compares a change with may come later: put the rule at a table'
  return null
}

function isStaging({ config }: ModelNode): boolean {
  return config.materialized === 'staging'
}

function isMadeOf(id: NodeId, wanted: NodeId, nodes: Workspace['nodes']): boolean {
  const seen = new Set<NodeId>()
  const open = [id]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === wanted) return true
    if (seen.has(next)) continue
    seen.add(next)
    open.push(...(nodes.get(next)?.dependsOn ?? []))
  }
  return false
}

/** A model whose rows are set aside by others is made of these, too. */
export function dependOnCompared({ nodes }: Workspace, test: TestNode): void {
  const node = nodes.get(test.attachedTo ?? '')
  if (test.config.onFailure !== 'quarantine' || node?.kind !== 'model') return
  const others = test.dependsOn.filter((id) => id !== node.id && !node.dependsOn.includes(id))
  if (others.length > 0) nodes.set(node.id, { ...node, dependsOn: [...node.dependsOn, ...others].sort() })
}

/** Says of models whose failing rows are to be set aside, and cannot be, that they are held back as a whole. */
export function reportModelsThatBlock({ declarations, nodes, report }: Workspace): void {
  for (const declared of declarations.models.values()) {
    const node = nodes.get(declared.id)
    if (declared.config.quality.onFailure !== 'quarantine' || node?.kind !== 'model') continue
    const why = whyNotSetAside(node, nodes)
    if (why !== null)
      report(cannotSetAside(node.name, why, declared.config.entries.get('quality')?.value.span ?? declared.span))
  }
}
