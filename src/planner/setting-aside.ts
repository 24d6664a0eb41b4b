import { badValuesColumn } from '../ingest/change-files.ts'
import type { EngineName, ModelNode, NodeId, SourceNode, TestNode } from '../manifest/nodes.ts'
import {
  neededKey,
  quarantineColumns,
  quarantineOf,
  quarantineRecord,
  releasedOf,
  releasedRecord,
} from '../manifest/quarantine.ts'
import { type Relation, relationKey } from '../manifest/relation.ts'
import { carriedColumns, snapshotColumnsOf } from '../manifest/system-columns.ts'
import { invariant } from '../util/invariant.ts'
import { orderOf } from './change-files-of.ts'
import { type MadeAnew, ownTablesOf, tombstonesOf } from './made-anew.ts'
import { type ApplyInput, deltaIn } from './materializations/apply.ts'
import { acceptedIn, heldIn, type Judge, judgeRows, letInIn, verdictColumns } from './materializations/judge.ts'
import { mergedKeysIn } from './materializations/merge.ts'
import { type AnsweredEntries, type QuarantineInput, rowQuarantineActions } from './materializations/quarantine.ts'
import { keyOf } from './merge-rule.ts'
import type { PlannerDialect, Scratch } from './planner-dialect.ts'
import { recordBuilt } from './record.ts'
import { setAsideCounts } from './scans.ts'
import type { ScriptContext } from './scripts/script-context.ts'
import { plainSql } from './sql-text.ts'
import type { Action, SqlText } from './steps.ts'
import { functionAction, liveRows, standsOfTest } from './test-actions.ts'
import { modelsOver } from './work.ts'
import type { Stand } from './write-sql.ts'

/** What becomes of the entries of a model whose query's rows are judged. */
interface Entries {
  readonly anew: MadeAnew | null
  /** The batch that brings the rows; null where none does. */
  readonly batch: string | null
  readonly answered: AnsweredEntries
  /** What a query may not give again though it was let in since, so that it is put in as it was kept. */
  readonly lost: LostRows
}

/** Rows go in that replace others, or are added where the query replaces nothing. */
type LostRows =
  | 'none'
  | 'replace'
  | { readonly addedBut: { readonly columns: readonly string[]; readonly in: Relation } }

/** The rows of a query without those that its rules set aside, which are kept. */
export function judgedRows(
  context: ScriptContext,
  model: ModelNode,
  scratch: Scratch,
  rows: SqlText,
  { anew, batch, answered, lost }: Entries,
): Pick<ApplyInput, 'setsAside'> & { readonly rows: SqlText } {
  const judge = judgeOf(context, model)
  if (!judge) return { rows, setsAside: null }
  const { dialect } = scratch
  const { quarantine } = ownTablesOf(model, anew)
  const corrected = correctedOf(context, model, model.engine)
  const isAmong = (of: Relation) => `_change_id in (select _change_id from ${dialect.relation(of)})`
  const isGiven = isAmong(letInIn(scratch))
  const putIn = (where: string): readonly Action[] =>
    corrected ? [{ kind: 'insert-matching', from: corrected, into: deltaIn(scratch), where, counts: false }] : []
  const isLost = anew ? '1 = 0' : isAmong(quarantine)
  return {
    rows: plainSql(`select * from ${dialect.relation(acceptedIn(scratch))}`),
    setsAside: {
      before: [
        ...judgeRows(scratch, judge, rows, columnsGiven(model), corrected, batch),
        ...countActions(context, model, scratch),
      ],
      corrects: putIn(lost === 'replace' ? `${isGiven} or ${isLost}` : isGiven),
      adds: typeof lost === 'string' ? [] : putIn(`${isLost} and not ${isGiven} and not ${isReplaced(lost.addedBut)}`),
      after: rowQuarantineActions(scratch, heldIn(scratch), verdictColumns(judge), {
        table: quarantine,
        answered,
        released: corrected,
      }),
    },
  }

  function isReplaced(keys: { readonly columns: readonly string[]; readonly in: Relation }): string {
    return dialect.isAmong(dialect.identifier(corrected?.name ?? ''), keys.in, keys.columns)
  }
}

/** The columns that a model's query gives. */
function columnsGiven({ outputs, config }: ModelNode): readonly string[] {
  const added = config.snapshot ? snapshotColumnsOf(config.snapshot) : []
  return (outputs ?? []).filter((name) => !added.includes(name))
}

/**
 * The entries of a model that merges what its query gives: what is accepted, or fails again, answers those of its key, and
 * a partition that is replaced those that lie in it.
 */
export function mergedEntries(model: ModelNode, scratch: Scratch, of: Pick<Entries, 'anew' | 'batch'>): Entries {
  const columns = keyOf(model.config)
  if (model.config.strategy !== 'insert_overwrite') {
    const by = columns.length === 0 ? [] : [deltaIn(scratch), heldIn(scratch)]
    return { ...of, answered: { keyColumns: columns, by }, lost: 'replace' }
  }
  if (columns.length === 0) return { ...of, answered: 'all', lost: 'none' }
  const keys = mergedKeysIn(scratch)
  return { ...of, answered: { keyColumns: columns, by: [keys] }, lost: { addedBut: { columns, in: keys } } }
}

/** The table of the rows that a model has set aside; null where it has none of its own yet. */
export function standingQuarantine({ state }: ScriptContext, model: ModelNode): Relation | null {
  const table = quarantineOf(model)
  const isOurs = state.built.has(quarantineRecord(model.id))
  return isOurs && state.relations[model.engine].has(relationKey(table)) ? table : null
}

export function quarantineRecords(
  { layout, ledger, settingAside }: ScriptContext,
  model: ModelNode,
): readonly SqlText[] {
  return settingAside.has(model.id) ? recordBuilt(layout.warehouse, ledger, quarantineRecord(model.id), 'kept') : []
}

/** Whether values that cannot be read are set aside by a staging model, or by one over a source. */
export function keepsBadValues({ settingAside, manifest }: ScriptContext, node: ModelNode | SourceNode): boolean {
  const judgesFiles = (id: NodeId) => settingAside.get(id)?.some((test) => test.judgesFiles) ?? false
  return node.kind === 'model'
    ? judgesFiles(node.id)
    : modelsOver(manifest, node).some(({ id, config }) => config.materialized === 'staging' && judgesFiles(id))
}

/** What tests of a source see of its changes: no deletions, and nothing that a staging model sets aside as unreadable. */
export function sourceRows(
  context: ScriptContext,
  source: SourceNode,
  dialect: PlannerDialect,
  changes: Relation,
): Stand {
  if (!keepsBadValues(context, source)) return liveRows(dialect, changes)
  return {
    kind: 'sql',
    sql: `(select * from ${dialect.relation(changes)} where _op <> 'D' and ${badValuesColumn} is null)`,
  }
}

/** How changes of a model are judged whose rules set them aside; null for others. */
export function judgeOf(context: ScriptContext, model: ModelNode): Judge | null {
  const rules = context.settingAside.get(model.id) ?? []
  if (rules.length === 0) return null
  const standsIn = (test: TestNode, of: Relation) =>
    standsOfTest(test, context, new Map([[model.id, { kind: 'relation', relation: of }]]))
  return {
    rules: rules.map(({ name }) => name),
    ofFiles: rules.flatMap(({ judgesFiles }, rule) => (judgesFiles ? [rule] : [])),
    neededKey: neededKey(model),
    released: [...(context.state.released.get(model.id) ?? [])].sort(),
    findFailing: (rule, of, into) => {
      const test = rules[rule]
      if (test?.failingIds) {
        const { query, text } = test.failingIds
        const rows = context.writer.write(query, text, test.engine, standsIn(test, of))
        return { kind: 'create', as: 'scratch', into, rows: { kind: 'query', sql: rows } }
      }
      invariant(test?.dataframe, 'a rule without a condition is a function, or a query')
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
        if (test.dataframe || test.failingIds || test.judgesFiles) return null
        const condition = test.measured?.condition
        const written =
          condition?.query && context.writer.writeItem(condition.query, condition.text, test.engine, standsIn(test, of))
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

/**
 * Of a staging model: what is staged tells which changes are newer than one that was set aside, and of a change that comes
 * late the models that have taken others in.
 */
export function stagedQuarantine(
  context: ScriptContext,
  staging: ModelNode,
  source: SourceNode,
  since: string | null,
): QuarantineInput {
  return {
    table: quarantineOf(staging),
    keyColumns: staging.flow?.keyColumns ?? [],
    orderBy: orderOf(source),
    since: staging.config.keep === 'all' ? null : since,
    // A load may count anew: what is older than another of its rows is then for the reader to say.
    known: [staging.relation, ...(since === null ? takenIn(context, staging, source) : [])],
  }
}

/** The tables that tell the age of the newest change of each key: of `cdc` models whose keys are those of the staging model. */
function takenIn({ manifest, state, madeAnew }: ScriptContext, staging: ModelNode, source: SourceNode): Relation[] {
  const isThere = (table: Relation) => state.relations.redshift.has(relationKey(table))
  return modelsOver(manifest, source)
    .filter((model) => model.config.strategy === 'cdc' && model.flow?.driving === staging.id)
    .filter((model) => state.applied.has(model.id) && !madeAnew.has(model.id) && takesKeyAsItIs(model, staging))
    .flatMap((model) => [model.relation, tombstonesOf(model)])
    .filter(isThere)
}

function takesKeyAsItIs({ flow }: ModelNode, staging: ModelNode): boolean {
  const body = flow?.keysQuery.body
  const keyColumns = staging.flow?.keyColumns ?? []
  if (!flow || body?.kind !== 'select' || keyColumns.length === 0 || flow.keyColumns.length !== keyColumns.length)
    return false
  return keyColumns.every((key) =>
    body.items.some(({ alias, expression }) => {
      const isColumn = expression.kind === 'column' && expression.parts.at(-1)?.name.toLowerCase() === key.toLowerCase()
      return isColumn && alias?.name.toLowerCase() === key.toLowerCase()
    }),
  )
}
