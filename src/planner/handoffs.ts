import type { Crossing } from '../manifest/crossings.ts'
import type { ModelNode } from '../manifest/nodes.ts'
import { relationKey } from '../manifest/relation.ts'
import type { Versions } from './versions.ts'
import { copyOf, isForeign, standsAs, type WarehouseState } from './warehouse-state.ts'

/** Whether the other engine has the relation as it is, or will be once the plan is done. */
export function isCurrent({ node, to }: Crossing, state: WarehouseState, versions: Versions): boolean {
  const isThere = state.relations[to].has(relationKey(node.relation))
  return isThere && state.built.get(copyOf(node.id, to)) === versions.of(node.id)
}

/** Whether both engines have the last batch of a staging model that was staged. */
export function isStagedEverywhere(model: ModelNode, state: WarehouseState, crossing: Crossing | undefined): boolean {
  if (standsAs(state, model) === null) return false
  if (!crossing) return true
  const { to } = crossing
  const isThere = state.relations[to].has(relationKey(model.relation))
  return isThere && state.built.get(copyOf(model.id, to)) === state.built.get(model.id)
}

/** Something stands on the other engine under the relation's name, and no record says that we put it there. */
export function isForeignThere({ node, to }: Crossing, state: WarehouseState): boolean {
  return isForeign(state, node.relation, to, copyOf(node.id, to))
}
