import { cannotSetAside } from '../diagnostics/catalog/compile.ts'
import { isIncremental, takesChanges } from '../manifest/incremental.ts'
import type { ModelNode, RelationNode } from '../manifest/nodes.ts'
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
