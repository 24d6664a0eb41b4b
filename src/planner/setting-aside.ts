import type { EngineName, ModelNode, SourceNode } from '../manifest/nodes.ts'
import {
  quarantineColumns,
  quarantineOf,
  quarantineRecord,
  releasedOf,
  releasedRecord,
} from '../manifest/quarantine.ts'
import { type Relation, relationKey } from '../manifest/relation.ts'
import { carriedColumns } from '../manifest/system-columns.ts'
import { invariant } from '../util/invariant.ts'
import { orderOf } from './change-files-of.ts'
import { type MadeAnew, ownTablesOf } from './made-anew.ts'
import { type ApplyInput, deltaIn } from './materializations/apply.ts'
import { acceptedIn, heldIn, type Judge, judgeRows, letInIn, verdictColumns } from './materializations/judge.ts'
import { type QuarantineInput, rowQuarantineActions } from './materializations/quarantine.ts'
import { keyOf } from './merge-rule.ts'
import type { ScriptContext } from './model-actions.ts'
import type { Scratch } from './planner-dialect.ts'
import { recordBuilt } from './record.ts'
import { setAsideCounts } from './scans.ts'
import { plainSql } from './sql-text.ts'
import type { Action, SqlText } from './steps.ts'
import { functionAction, standsOfTest } from './test-actions.ts'

/** The rows of a query without those that its rules set aside, which are kept. */
export function judgedRows(
  context: ScriptContext,
  model: ModelNode,
  scratch: Scratch,
  rows: SqlText,
  { anew, batch }: { readonly anew: MadeAnew | null; readonly batch: string | null },
): Pick<ApplyInput, 'setsAside'> & { readonly rows: SqlText } {
  const judge = judgeOf(context, model)
  if (!judge) return { rows, setsAside: null }
  const { dialect } = scratch
  const { quarantine } = ownTablesOf(model, anew)
  const corrected = correctedOf(context, model, model.engine)
  const ids = (of: Relation) => `_change_id in (select _change_id from ${dialect.relation(of)})`
  // A query may not give a row again that was let in since: then it is that which was kept.
  const isLetIn = anew ? ids(letInIn(scratch)) : `${ids(letInIn(scratch))} or ${ids(quarantine)}`
  return {
    rows: plainSql(`select * from ${dialect.relation(acceptedIn(scratch))}`),
    setsAside: {
      before: [
        ...judgeRows(scratch, judge, rows, model.outputs ?? [], corrected, batch),
        ...countActions(context, model, scratch),
      ],
      corrects: corrected
        ? [{ kind: 'insert-matching', from: corrected, into: deltaIn(scratch), where: isLetIn, counts: false }]
        : [],
      after: rowQuarantineActions(scratch, heldIn(scratch), verdictColumns(judge), {
        table: quarantine,
        keyColumns: keyOf(model.config),
        accepted: deltaIn(scratch),
        released: corrected,
      }),
    },
  }
}

export function quarantineRecords(
  { layout, ledger, settingAside }: ScriptContext,
  model: ModelNode,
): readonly SqlText[] {
  return settingAside.has(model.id) ? recordBuilt(layout.warehouse, ledger, quarantineRecord(model.id), 'kept') : []
}

/** How changes of a model are judged whose rules set them aside; null for others. */
export function judgeOf(context: ScriptContext, model: ModelNode): Judge | null {
  const rules = context.settingAside.get(model.id) ?? []
  if (rules.length === 0) return null
  return {
    rules: rules.map(({ name }) => name),
    released: [...(context.state.released.get(model.id) ?? [])].sort(),
    callFunction: (rule, of, into) => {
      const test = rules[rule]
      invariant(test?.dataframe, 'a rule without a condition is a function')
      const reads = [...test.dataframe.refs].map(([name, id]) => {
        const node = context.manifest.nodes.get(id)
        invariant(node && 'relation' in node, 'a test in Python reads relations')
        return { call: 'ref', names: [name], relation: node.relation } as const
      })
      const tested = { call: 'ref', names: [''], relation: of } as const
      return functionAction(test, [tested, ...reads], into, ['_change_id'], context)
    },
    conditions: (of) =>
      rules.map((test) => {
        if (test.dataframe) return null
        const condition = test.measured?.condition
        const stands = standsOfTest(test, context, new Map([[model.id, { kind: 'relation', relation: of }]]))
        const written =
          condition?.query && context.writer.writeItem(condition.query, condition.text, test.engine, stands)
        invariant(written, 'a rule that sets rows aside judges each by itself')
        return written
      }),
  }
}

/** The rows of a model as somebody has let them in, where an engine has them. */
export function correctedOf(
  { settingAside, state }: ScriptContext,
  model: ModelNode,
  engine: EngineName,
): Relation | null {
  const table = releasedOf(model)
  const isOurs = settingAside.has(model.id) && state.built.has(releasedRecord(model.id))
  return isOurs && state.relations[engine].has(relationKey(table)) ? table : null
}

/** Gives rows that somebody has let in the values that they were let in with. */
export function corrects(
  context: ScriptContext,
  model: ModelNode,
  engine: EngineName,
  into: Relation,
): readonly Action[] {
  const from = correctedOf(context, model, engine)
  if (!from || !context.layout.dialects[engine].changesRows) return []
  const but = [...carriedColumns, ...quarantineColumns, ...(model.flow?.keyColumns ?? [])]
  const keyColumns = ['_change_id']
  return [{ kind: 'update-matching', from, into, counts: false, keyColumns, columns: { but }, where: null }]
}

/** Says how many rows each of a model's rules has set aside. */
export function countActions(context: ScriptContext, model: ModelNode, scratch: Scratch): readonly Action[] {
  const rules = context.settingAside.get(model.id) ?? []
  const asked = new Set(context.testsOf(model.id).map(({ id }) => id))
  const counted = rules.map((test, index) => ({ test, index })).filter(({ test }) => asked.has(test.id))
  return setAsideCounts(counted, context, heldIn(scratch), scratch.dialect, quarantineOf(model))
}

/** Of a staging model: what is staged tells which changes are newer than one that was set aside. */
export function stagedQuarantine(staging: ModelNode, source: SourceNode, since: string | null): QuarantineInput {
  return {
    table: quarantineOf(staging),
    keyColumns: staging.flow?.keyColumns ?? [],
    orderBy: orderOf(source),
    since: staging.config.keep === 'all' ? null : since,
    known: [staging.relation],
  }
}
