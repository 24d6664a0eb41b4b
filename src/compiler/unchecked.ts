import { modelsUnchecked } from '../diagnostics/catalog/compile.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { NodeId } from '../manifest/nodes.ts'
import type { Workspace } from './workspace.ts'

/**
 * For each node with a mistake, the models below it whose columns could not be checked against it: they are neither
 * right nor wrong before it is mended. `order`: models as they are built.
 */
export function uncheckedModels({ broken, nodes, declarations }: Workspace, order: readonly NodeId[]): Diagnostic[] {
  /** The broken nodes that a model hangs on, itself left out. */
  const causes = new Map<NodeId, ReadonlySet<NodeId>>()
  const waiting = new Map<NodeId, string[]>()
  for (const id of order) {
    const node = nodes.get(id)
    if (node?.kind !== 'model') continue
    const above = node.dependsOn.flatMap((parent) => [...(broken.has(parent) ? [parent] : (causes.get(parent) ?? []))])
    causes.set(id, new Set(above))
    if (broken.has(id)) continue
    for (const cause of new Set(above)) waiting.set(cause, [...(waiting.get(cause) ?? []), node.name])
  }
  return [...waiting].flatMap(([cause, names]) => {
    const declared = declarations.byId.get(cause)
    if (!declared) return []
    const [name, span] =
      'table' in declared ? [declared.table.name.value, declared.table.span] : [declared.name, declared.span]
    return [modelsUnchecked(name, names, span)]
  })
}
