import { notOurRelation } from '../diagnostics/catalog/plan.ts'
import type { EngineName, ModelNode, NodeId, SeedNode } from '../manifest/nodes.ts'
import { quarantineOf, quarantineRecord } from '../manifest/quarantine.ts'
import { type Relation, relationKey } from '../manifest/relation.ts'
import type { ScriptContext } from './scripts/script-context.ts'
import { handsQuarantineOver, sidecarsOf } from './sidecars.ts'
import type { Action } from './steps.ts'
import { copyOf, isForeign } from './warehouse-state.ts'

/**
 * The relation that a model would write and that no record says we made: its own, or one that belongs to it. `to`: the
 * engine that it is handed over to; null where it stays.
 */
export function foreignRelation(model: ModelNode, to: EngineName | null, context: ScriptContext): Relation | null {
  const isForeignOn = (engine: EngineName, of: Relation, recorded: NodeId) =>
    isForeign(context.state, of, engine, recorded)
  if (isForeignOn(model.engine, model.relation, model.id)) return model.relation
  const beside = sidecarsOf(model, context).find(
    ({ relation, record }) =>
      (to !== null && isForeignOn(to, relation, copyOf(record, to))) || isForeignOn(model.engine, relation, record),
  )
  if (beside) return beside.relation
  const keeper = handsQuarantineOver(model, context) ? 'redshift' : model.engine
  const kept = quarantineOf(model)
  const isTaken = context.settingAside.has(model.id) && isForeignOn(keeper, kept, quarantineRecord(model.id))
  return isTaken ? kept : null
}

/** Says of a relation that it is there, and that no record says we made it. */
export function refusal({ relation, name, span }: ModelNode | SeedNode, foreign: Relation = relation): Action {
  return { kind: 'fail', diagnostic: notOurRelation(relationKey(foreign), name, span) }
}
