import { feedOf } from '../../manifest/feeds.ts'
import type { ModelNode, NodeId, SeedNode } from '../../manifest/nodes.ts'
import { quarantineOf } from '../../manifest/quarantine.ts'
import { relationKey } from '../../manifest/relation.ts'
import { invariant } from '../../util/invariant.ts'
import { isFeedThere, recordFollowed, recordRead, unreadChanges } from '../feeds.ts'
import { type MadeAnew, ownTablesOf } from '../made-anew.ts'
import { deltaIn } from '../materializations/apply.ts'
import { mergeActions } from '../materializations/merge.ts'
import { changedKeysIn, recomputeActions, rowsOfChangedKeys } from '../materializations/recompute.ts'
import { seedActions } from '../materializations/seed.ts'
import { snapshotActions, takenIn } from '../materializations/snapshot.ts'
import { candidateIn, tableActions } from '../materializations/table.ts'
import { viewActions } from '../materializations/view.ts'
import { mergeRule } from '../merge-rule.ts'
import { forgetApplied, recordBuilt } from '../record.ts'
import {
  correctedOf,
  countActions,
  judgedRows,
  judgeOf,
  mergedEntries,
  quarantineRecords,
  standingQuarantine,
} from '../setting-aside.ts'
import type { Action } from '../steps.ts'
import { standsAs } from '../warehouse-state.ts'
import { type Stand, standsFor } from '../write-sql.ts'
import { applied, publishedRows } from './applied.ts'
import {
  authorRows,
  contractOf,
  dependentViews,
  newScratch,
  type ScriptContext,
  sqlOf,
  testsAt,
  writeQuery,
} from './script-context.ts'

/** Has a model compute anew the rows of the keys that changed in what it follows, or all of them. */
export function recomputeScript(context: ScriptContext, model: ModelNode): readonly Action[] {
  const { ledger, layout, manifest, state } = context
  const { recompute } = model
  invariant(recompute, 'a model that follows others says how')
  const scratch = newScratch(context, model.engine)
  const isMadeAnew = context.madeAnew.has(model.id)
  const { text, query } = isMadeAnew ? model.compiled : model.compiledIncremental
  const delta = deltaIn(scratch)
  const unread = recompute.feeds.flatMap((id) => {
    const followed = manifest.nodes.get(id)
    if (followed?.kind !== 'model') return []
    const isThere = isFeedThere(state, followed, context.applies(id))
    const stand = unreadChanges(scratch.dialect, ledger, model.id, followed, isThere)
    return [[relationKey(feedOf(followed, followed.ledgerSchema)), stand] as const]
  })
  const { changedKeys } = recompute
  const narrowed = new Map<NodeId, Stand>()
  for (const [id, columns] of isMadeAnew ? [] : recompute.narrowed) {
    const read = manifest.nodes.get(id)
    invariant(read && 'relation' in read, 'what is narrowed is a relation')
    const isAmong = scratch.dialect.isAmong('n', changedKeysIn(scratch), recompute.keyColumns, columns)
    narrowed.set(id, {
      kind: 'sql',
      sql: `(select * from ${scratch.dialect.relation(read.relation)} as n where ${isAmong})`,
    })
  }
  const anew = madeAnewAtOnce(context, model)
  const { keyColumns } = recompute
  const all = writeQuery(context, model, query, narrowed, text)
  const computed = isMadeAnew ? all : rowsOfChangedKeys(scratch, keyColumns, all)
  return recomputeActions({
    ...applied(context, model, scratch, { anew, seen: { kind: 'relation', relation: delta } }),
    keyColumns,
    setAside: standingQuarantine(context, model),
    ...judgedRows(context, model, scratch, computed, {
      ...{ anew, batch: null, lost: 'none' },
      answered: isMadeAnew ? 'all' : { keyColumns, by: [changedKeysIn(scratch)] },
    }),
    changedKeys: isMadeAnew
      ? null
      : context.writer.write(changedKeys.query, changedKeys.text, model.engine, standsFor(unread)),
    record: [
      recordFollowed(
        layout.warehouse,
        ledger,
        model.id,
        recompute.feeds,
        `(select count(*) from ${scratch.dialect.relation(delta)})`,
      ),
      ...recordRead(layout.warehouse, ledger, model.id, recompute.feeds),
      ...recordBuilt(layout.warehouse, ledger, model.id, context.versions.of(model.id)),
      ...quarantineRecords(context, model),
    ],
  })
}

/** Has a model add what its query gives, in place of rows with the same keys. */
export function mergeScript(context: ScriptContext, model: ModelNode): readonly Action[] {
  const scratch = newScratch(context, model.engine)
  const anew = madeAnewAtOnce(context, model)
  const { text, query } = anew ? model.compiled : model.compiledIncremental
  const { target } = ownTablesOf(model, anew)
  return mergeActions({
    ...applied(context, model, scratch, { anew, seen: publishedRows(model, target, scratch) }),
    ...mergeRule(context, model),
    ...judgedRows(
      context,
      model,
      scratch,
      writeQuery(context, model, query, new Map(), text),
      mergedEntries(model, scratch, { anew, batch: null }),
    ),
    record: [
      ...recordBuilt(context.layout.warehouse, context.ledger, model.id, context.versions.of(model.id)),
      ...quarantineRecords(context, model),
    ],
  })
}

/** Makes a table or a view of a model's query. */
export function buildScript(context: ScriptContext, model: ModelNode): readonly Action[] {
  const { state, layout } = context
  const { config } = model
  const scratch = newScratch(context, model.engine)
  const common = {
    target: model.relation,
    existing: standsAs(state, model),
    contract: contractOf(model),
    before: sqlOf(model.hooks.pre),
    after: sqlOf(model.hooks.post),
    views: dependentViews(context, model.id, model.engine),
    record: [
      // It was incremental before: should it be so again, it has to be filled from the beginning.
      ...(state.applied.has(model.id) ? [forgetApplied(layout.warehouse, context.ledger, model.id)] : []),
      ...recordBuilt(layout.warehouse, context.ledger, model.id, context.versions.of(model.id)),
      ...quarantineRecords(context, model),
    ],
  }
  if (config.materialized === 'view') {
    const query = writeQuery(context, model, model.compiled.query, new Map())
    const stand: Stand = { kind: 'sql', sql: `(${query.sql})` }
    return viewActions({
      ...common,
      dialect: scratch.dialect,
      query,
      tests: testsAt(context, model.id, new Map([[model.id, stand]])),
    })
  }
  const stand: Stand = { kind: 'relation', relation: candidateIn(scratch) }
  const judge = judgeOf(context, model)
  return tableActions({
    ...common,
    scratch,
    judged: judge && {
      judge,
      columns: model.outputs ?? [],
      counts: countActions(context, model, scratch),
      quarantine: quarantineOf(model),
      corrected: correctedOf(context, model, model.engine),
    },
    ...authorRows(context, model, model.compiled.query, scratch, new Map()),
    tests: testsAt(context, model.id, new Map([[model.id, stand]])),
  })
}

/** Has a snapshot look at the rows of its query, and keep what they were before. */
export function snapshotScript(context: ScriptContext, model: ModelNode): readonly Action[] {
  const { config, validToCurrent } = model
  const { layout, ledger, versions } = context
  invariant(config.snapshot, 'a snapshot says how it is taken')
  const scratch = newScratch(context, model.engine)
  const seen: Stand = { kind: 'relation', relation: takenIn(scratch) }
  const all = writeQuery(context, model, model.compiled.query, new Map())
  return snapshotActions({
    ...applied(context, model, scratch, { anew: null, seen }),
    keyColumns: config.uniqueKey.map((key) => key.toLowerCase()),
    snapshot: config.snapshot,
    ...judgedRows(context, model, scratch, all, { anew: null, batch: null, answered: 'all', lost: 'none' }),
    validToCurrent:
      validToCurrent && context.writer.write(validToCurrent.query, validToCurrent.text, model.engine, new Map()),
    record: [
      ...recordBuilt(layout.warehouse, ledger, model.id, versions.of(model.id)),
      ...quarantineRecords(context, model),
    ],
  })
}

/** Loads a seed's file. */
export function seedScript(context: ScriptContext, seed: SeedNode): readonly Action[] {
  const scratch = newScratch(context, seed.engine)
  return seedActions({
    scratch,
    seed: seed.id,
    target: seed.relation,
    columns: seed.header,
    tests: testsAt(context, seed.id, new Map([[seed.id, { kind: 'relation', relation: candidateIn(scratch) }]])),
    views: dependentViews(context, seed.id, seed.engine),
    record: recordBuilt(context.layout.warehouse, context.ledger, seed.id, context.versions.of(seed.id)),
  })
}

/** For a model whose query gives the whole of its table. */
function madeAnewAtOnce({ madeAnew, state }: ScriptContext, model: ModelNode): MadeAnew | null {
  if (!madeAnew.has(model.id)) return null
  return { isBeside: standsAs(state, model) !== null, isFirst: true, isLast: true }
}
