import { changeAge, countsSince, type OrderBy } from '../../ingest/change-age.ts'
import type { ModelNode } from '../../manifest/nodes.ts'
import type { Relation } from '../../manifest/relation.ts'
import type { Query } from '../../sql/tree.ts'
import { invariant } from '../../util/invariant.ts'
import { orderOf } from '../change-files-of.ts'
import { loadsOf } from '../generations.ts'
import { keptBy, type MadeAnew, ownTablesOf } from '../made-anew.ts'
import { appendActions } from '../materializations/append.ts'
import { type ApplyInput, deltaIn } from '../materializations/apply.ts'
import { type CdcInput, cdcActions } from '../materializations/cdc.ts'
import { acceptedIn, heldIn, type Judge, judgeChanges, verdictColumns } from '../materializations/judge.ts'
import { keepDeletedActions } from '../materializations/keep-deleted.ts'
import { mergeActions } from '../materializations/merge.ts'
import { quarantineActions } from '../materializations/quarantine.ts'
import { scd2Actions } from '../materializations/scd2.ts'
import { isMerged, mergeRule } from '../merge-rule.ts'
import type { Scratch } from '../planner-dialect.ts'
import { recordApplied, recordBuilt } from '../record.ts'
import { corrects, countActions, judgedRows, judgeOf, mergedEntries, quarantineRecords } from '../setting-aside.ts'
import { changesOf, exitsOf } from '../sidecars.ts'
import type { Action, SqlText } from '../steps.ts'
import type { Consumer, StagingGroup } from '../work.ts'
import type { Stand } from '../write-sql.ts'
import { applied, publishedRows } from './applied.ts'
import { newScratch, type ScriptContext, writeQuery } from './script-context.ts'

/** Has a model take in a batch that its staging model has laid out. */
export function applyScript(
  context: ScriptContext,
  group: StagingGroup,
  { model, lacking, part, isLast, fills, rebuild, replaces }: Consumer,
): readonly Action[] {
  const { ledger, layout } = context
  const { config } = model
  const scratch = newScratch(context, model.engine)
  const delta = deltaIn(scratch)
  // What a table is filled with is no increment: `is_incremental` is false for it.
  const flow = fills ? model.flow : model.flowIncremental
  const { text } = fills ? model.compiled : model.compiledIncremental
  invariant(flow, 'a model that applies batches has a flow')
  const anew: MadeAnew | null =
    fills && (rebuild || part === 0) ? { isBeside: rebuild !== null, isFirst: part === 0, isLast } : null
  const { target, tombstones, history } = ownTablesOf(model, anew)
  const source = context.manifest.nodes.get(flow.source)
  invariant(source?.kind === 'source', 'changes come from a source')
  const around = applied(context, model, scratch, { anew, seen: publishedRows(model, target, scratch) })
  const isPublished = rebuild === null || isLast
  const orderBy = orderOf(source)
  const staging = group.staging
  const judge = isMerged(config) ? null : judgeOf(context, model)
  // A staging table of the newest changes was laid out without those that do not count.
  const since = staging.config.keep === 'all' ? group.since : null
  const staged: Staged = {
    relation: judge ? acceptedIn(scratch) : staging.relation,
    keyColumns: staging.flow?.keyColumns ?? [],
    isNewest: staging.config.keep === 'latest' && !judge,
  }
  const setsAside = judge && aside(judge)
  const common: ApplyInput = {
    ...around,
    setsAside,
    // Half a table tells nothing of the whole.
    tableTests: isLast ? around.tableTests : [],
    record: isPublished
      ? [
          ...recordApplied(
            layout.warehouse,
            ledger,
            model.id,
            rebuild?.batches ?? lacking,
            `(select count(*) from ${scratch.dialect.relation(rebuild ? model.relation : delta)})`,
          ),
          ...recordBuilt(layout.warehouse, ledger, model.id, context.versions.of(model.id)),
          ...quarantineRecords(context, model),
        ]
      : [],
  }
  if (isMerged(config)) {
    const rows = writeQuery(context, model, flow.query, new Map(), text)
    const batch = (rebuild?.batches ?? lacking).at(-1) ?? null
    return mergeActions({
      ...common,
      ...mergeRule(context, model),
      ...judgedRows(context, model, scratch, rows, mergedEntries(model, scratch, { anew, batch })),
    })
  }
  if (config.strategy === 'append') {
    const taken =
      staging.config.keep === 'all' ? everyRowOf(staged.relation) : newestOfEachKey(scratch, staged, orderBy, null)
    return appendActions({
      ...common,
      rows: judge ? over(flow.query, false, taken) : writeQuery(context, model, flow.query, new Map(), text),
    })
  }
  const everyKey = newestOfEachKey(scratch, staged, orderBy, since)
  if (config.materialized === 'scd2') {
    const everyRow = everyRowOf(staged.relation)
    return scd2Actions({
      ...common,
      orderBy,
      keyColumns: flow.keyColumns,
      ownColumns: flow.ownColumns,
      keys: over(flow.keysQuery, false, everyRow),
      rows: over(flow.imagesQuery, true, everyRow),
      history,
      trackedColumns: config.checkCols,
      initialValidFrom: config.initialValidFrom,
      unknownMember: unknownMemberOf(model, scratch),
      loads: loadsOf(context.state, source, group.since),
      isOfLoads: source.config.mode === 'full',
      load: group.load,
    })
  }
  const input: CdcInput = {
    ...common,
    orderBy,
    keyColumns: flow.keyColumns,
    ownColumns: flow.ownColumns,
    keys: over(flow.keysQuery, false, everyKey),
    rows: over(flow.query, true, everyKey),
    tombstones,
    kept: { columns: model.keptColumns, staged: staged.relation },
    replacement: replaces && group.since !== null ? { loadedAt: group.since } : null,
  }
  const { onDelete } = config
  if (onDelete === 'hard') return cdcActions(input)
  const rows = countingRows(scratch, staged, since)
  return keepDeletedActions({
    ...input,
    onDelete,
    staged: staged.relation,
    since,
    // A deleted key has the values of its last image there.
    rows: over(flow.query, false, `(select * from ${rows} as staged where _has_image)`),
    stagedKey: staged.keyColumns,
    exits: staging.flow?.imagesQuery && !judge ? exitsOf(staging) : null,
    every: flow.imagesQuery && {
      passing: over(flow.imagesQuery, true, rows),
      keysOfEach: over(flow.keysQuery, false, rows),
    },
  })

  function everyRowOf(rows: Relation): string {
    return `(select * from ${scratch.dialect.relation(rows)})`
  }

  /** The author's query over other rows than those of the staging model's table, deletions among them or not. */
  function over(query: Query | null, live: boolean, rows: string): SqlText {
    const stand: Stand = { kind: 'sql', sql: live ? `(select * from ${rows} as staged where _op <> 'D')` : rows }
    return writeQuery(context, model, query, new Map([[staging.id, stand]]), text)
  }

  /** Judges every change of the batch, and keeps those that fail. */
  function aside(rules: Judge): NonNullable<ApplyInput['setsAside']> {
    const changes = changesOf(staging)
    const own = ownTablesOf(model, anew)
    const known = keptBy(model, false)
      .filter((table) => config.materialized !== 'scd2' || table === 'history')
      .map((table) => own[table])
    return {
      before: [
        ...judgeChanges(scratch, rules, changes, over(flow?.judgedQuery ?? null, true, everyRowOf(changes))),
        ...countActions(context, model, scratch),
      ],
      corrects: corrects(context, model, model.engine, delta),
      adds: [],
      after: quarantineActions(scratch, heldIn(scratch), verdictColumns(rules), {
        table: own.quarantine,
        keyColumns: flow?.keyColumns ?? [],
        orderBy,
        since: config.strategy === 'cdc' ? group.since : null,
        known,
      }),
    }
  }
}

function unknownMemberOf({ config }: ModelNode, { dialect }: Scratch): ReadonlyMap<string, string> | null {
  if (!config.unknownMember) return null
  return new Map([...config.unknownMember].map(([name, { isText, raw }]) => [name, isText ? dialect.text(raw) : raw]))
}

/** The rows of a batch as a model takes them in, and the key of the staging model. */
interface Staged {
  readonly relation: Relation
  readonly keyColumns: readonly string[]
  /** One row for each key. */
  readonly isNewest: boolean
}

/** The staged rows that count: a load leaves what went before it to the logs. */
function countingRows({ dialect }: Scratch, staged: Staged, since: string | null): string {
  const all = dialect.relation(staged.relation)
  return since === null ? all : `(select * from ${all} as g where ${countsSince(since, (name) => `g.${name}`)})`
}

/** The staged rows as a `cdc` model sees them: one for each key, the newest where staging keeps all. */
function newestOfEachKey(scratch: Scratch, staged: Staged, orderBy: OrderBy, since: string | null): string {
  const { dialect } = scratch
  const from = `${countingRows(scratch, staged, since)} as s`
  if (staged.isNewest) return `(select * from ${from})`
  const keys = staged.keyColumns.map(dialect.identifier).join(', ')
  const age = changeAge(orderBy, (name) => name, dialect).map((expression) => `${expression} desc`)
  const ranked = `select *, row_number() over (partition by ${keys} order by ${age.join(', ')}, _change_id) as _tm_rank from ${from}`
  return `(select * from (${ranked}) as ranked where _tm_rank = 1)`
}
