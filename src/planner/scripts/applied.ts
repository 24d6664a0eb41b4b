import type { ModelNode, TestNode } from '../../manifest/nodes.ts'
import { quarantineRecord } from '../../manifest/quarantine.ts'
import { type Relation, relationKey } from '../../manifest/relation.ts'
import { columnPolicy } from '../column-policy.ts'
import { feedWritten } from '../feeds.ts'
import { keptBy, type MadeAnew, type OwnTables, ownTablesOf } from '../made-anew.ts'
import { type ApplyInput, deltaIn } from '../materializations/apply.ts'
import { imagesIn } from '../materializations/keep-deleted.ts'
import { mergedRows } from '../materializations/partial-merge.ts'
import { versionsIn } from '../materializations/row-versions.ts'
import { isMerged, keyOf, updatedColumns } from '../merge-rule.ts'
import type { Scratch } from '../planner-dialect.ts'
import { forgetApplied } from '../record.ts'
import { liveRows } from '../test-actions.ts'
import type { Stand } from '../write-sql.ts'
import { contractOf, dependentViews, type ScriptContext, sqlOf, testsAt } from './script-context.ts'

/** The rows of a batch that are about to be published, as tests see them. */
export function publishedRows({ config, flow }: ModelNode, target: Relation, scratch: Scratch): Stand {
  const delta = deltaIn(scratch)
  if (config.materialized === 'scd2') return { kind: 'relation', relation: versionsIn(scratch) }
  if (updatedColumns(config)) return { kind: 'sql', sql: mergedRows(scratch, target, keyOf(config)) }
  if (isMerged(config) || flow === null) return { kind: 'relation', relation: delta }
  if (config.strategy === 'cdc' && config.onDelete !== 'hard') return { kind: 'relation', relation: imagesIn(scratch) }
  return liveRows(scratch.dialect, delta)
}

/** What all models have in common that change their tables. */
export function applied(
  context: ScriptContext,
  model: ModelNode,
  scratch: Scratch,
  {
    anew,
    seen,
  }: {
    readonly anew: MadeAnew | null
    /** The rows about to be published, as tests see them. */
    readonly seen: Stand
  },
): Omit<ApplyInput, 'record'> {
  const { ledger, layout, manifest, state } = context
  const all = context.testsOf(model.id)
  const inScope = (scope: TestNode['scope']) => all.filter((test) => test.scope === scope)
  const [standing, own] = [ownTablesOf(model, null), ownTablesOf(model, anew)]
  const views = dependentViews(context, model.id, model.engine)
  const forgets = [forgetApplied(layout.warehouse, ledger, model.id)]
  const isPart = anew?.isBeside === true && !anew.isLast
  const kept = keptBy(model, context.settingAside.has(model.id))
  // What it kept when it was materialized in another way.
  const others = (Object.keys(standing) as (keyof OwnTables)[])
    .filter((table) => !kept.includes(table) && state.relations[model.engine].has(relationKey(standing[table])))
    .filter((table) => table !== 'quarantine' || state.built.has(quarantineRecord(model.id)))
    .map((table) => standing[table])
  const whole: Stand = { kind: 'relation', relation: own.target }
  return {
    scratch,
    target: own.target,
    ...columnPolicy(model.config),
    contract: contractOf(model),
    reset: anew?.isFirst
      ? {
          drops: [...kept.map((table) => own[table]), ...(anew.isBeside ? [] : others)],
          forgets: anew.isBeside ? [] : forgets,
        }
      : null,
    goesOn: anew?.isBeside === true && !anew.isFirst,
    before: sqlOf(model.hooks.pre),
    setsAside: null,
    after: isPart ? [] : sqlOf(model.hooks.post),
    rowTests: testsAt(context, model.id, new Map([[model.id, seen]]), inScope('row')),
    tableTests: testsAt(context, model.id, anew?.isBeside ? new Map([[model.id, whole]]) : new Map(), inScope('table')),
    views: anew?.isBeside ? [] : views,
    feed: isPart ? null : feedWritten(manifest, state, model, ledger, anew !== null),
    takesPlace:
      anew?.isBeside && anew.isLast
        ? {
            tables: kept.map((table) => ({
              candidate: own[table],
              target: standing[table],
              views: table === 'target' ? views : [],
            })),
            drops: others,
            forgets,
          }
        : null,
  }
}
