import { changeAge, countsSince, type OrderBy } from '../ingest/change-age.ts'
import type { ChangeFiles } from '../ingest/change-files.ts'
import { feedOf } from '../manifest/feeds.ts'
import type { EngineName, Hook, ModelNode, NodeId, SeedNode, TestNode } from '../manifest/nodes.ts'
import { quarantineOf, quarantineRecord } from '../manifest/quarantine.ts'
import { type Relation, relationKey } from '../manifest/relation.ts'
import { fateColumns, knownColumn, systemColumnsOf } from '../manifest/system-columns.ts'
import type { Query } from '../sql/tree.ts'
import type { OriginText } from '../template/origin-text.ts'
import { invariant } from '../util/invariant.ts'
import { orderOf } from './change-files-of.ts'
import { columnPolicy } from './column-policy.ts'
import { feedWritten, isFeedThere, recordFollowed, recordRead, unreadChanges } from './feeds.ts'
import { loadsOf } from './generations.ts'
import { keptBy, type MadeAnew, type OwnTables, ownTablesOf } from './made-anew.ts'
import { appendActions } from './materializations/append.ts'
import { type ApplyInput, deltaIn } from './materializations/apply.ts'
import { type CdcInput, cdcActions } from './materializations/cdc.ts'
import { dataframeAction, dataframeRows } from './materializations/dataframe.ts'
import { handoffActions } from './materializations/handoff.ts'
import { acceptedIn, badIn, heldIn, type Judge, judgeChanges, verdictColumns } from './materializations/judge.ts'
import { imagesIn, keepDeletedActions } from './materializations/keep-deleted.ts'
import { mergeActions } from './materializations/merge.ts'
import { mergedRows } from './materializations/partial-merge.ts'
import { quarantineActions } from './materializations/quarantine.ts'
import { changedKeysIn, recomputeActions, rowsOfChangedKeys } from './materializations/recompute.ts'
import { versionsIn } from './materializations/row-versions.ts'
import { scd2Actions } from './materializations/scd2.ts'
import { seedActions } from './materializations/seed.ts'
import { snapshotActions, takenIn } from './materializations/snapshot.ts'
import {
  acceptedEachIn,
  acceptedImagesIn,
  eachIn,
  everyIn,
  imageIn,
  newestIn,
  stageActions,
  stagedIn,
} from './materializations/stage.ts'
import { candidateIn, tableActions } from './materializations/table.ts'
import { viewActions } from './materializations/view.ts'
import { isMerged, keyOf, mergeRule, updatedColumns } from './merge-rule.ts'
import { type Scratch, scratchOf } from './planner-dialect.ts'
import { forgetApplied, recordApplied, recordBuilt } from './record.ts'
import { testActions } from './scans.ts'
import {
  correctedOf,
  corrects,
  countActions,
  judgedRows,
  judgeOf,
  mergedEntries,
  quarantineRecords,
  stagedQuarantine,
  standingQuarantine,
} from './setting-aside.ts'
import { changesOf, exitsOf, handsQuarantineOver, type SidecarContext, setAsideOf, sidecarsOf } from './sidecars.ts'
import type { Action, Contract, DependentView, SqlText } from './steps.ts'
import { liveRows, type TestContext } from './test-actions.ts'
import { copyOf, standsAs, type WarehouseState } from './warehouse-state.ts'
import type { Consumer, StagingGroup } from './work.ts'
import { type Stand, standsByName, standsFor } from './write-sql.ts'

/** What the scripts of a plan's steps are written with. */
export interface ScriptContext extends TestContext, SidecarContext {
  readonly layout: TestContext['layout']
  readonly state: WarehouseState
  testsOf(node: NodeId): readonly TestNode[]
  /** Different for each step. */
  nextStep(): number
  /** Incremental models whose tables the plan makes anew. */
  readonly madeAnew: ReadonlySet<NodeId>
  /** Whether a step of the plan takes changes into the model. */
  applies(model: NodeId): boolean
}

export function newScratch(context: ScriptContext, engine: EngineName): Scratch {
  return scratchOf(context.layout.dialects[engine], context.nextStep())
}

/**
 * Lets the ledger know of a relation before it is first made, where it lies in another database than the ledger: what a
 * crash leaves between the two is then known as ours. Its fingerprint is none, so that it is made again.
 */
export function claim({ layout, ledger, state }: ScriptContext, id: NodeId, engine: EngineName): readonly Action[] {
  if (layout.isOneDatabase || engine === 'redshift' || state.built.has(id)) return []
  return [{ kind: 'record', statements: recordBuilt(layout.warehouse, ledger, id, 'unfinished') }]
}

export function stageScript(
  context: ScriptContext,
  group: StagingGroup,
  files: ChangeFiles,
  /** The files of the extracts that the model looks things up in. */
  extracts: ReadonlyMap<NodeId, ChangeFiles>,
): readonly Action[] {
  const { staging } = group
  const { flow, config, hooks } = staging
  invariant(flow, 'a staging model has a flow')
  const source = context.manifest.nodes.get(flow.source)
  invariant(source?.kind === 'source', 'a batch belongs to a source')
  const scratch = newScratch(context, staging.engine)
  const { isOneDatabase } = context.layout
  const judge = judgeOf(context, staging)
  const isJudged = judge !== null || context.judgedByReaders.has(staging.id)
  invariant(!isJudged || flow.judgedQuery, 'the changes of a model that is judged can be told apart')
  const lookups = [...extracts].map(([id, of], at) => ({ id, files: of, into: scratch.table(`extract_${at}`) }))
  const from = (into: Relation): ReadonlyMap<NodeId, Stand> =>
    new Map([
      ...lookups.map((lookup) => [lookup.id, { kind: 'relation', relation: lookup.into }] as const),
      [flow.driving, { kind: 'relation', relation: into }],
    ])
  const seen = scratch.dialect.hasTransactions
    ? new Map<NodeId, Stand>()
    : new Map([[staging.id, liveRows(scratch.dialect, stagedIn(scratch))]])
  return stageActions({
    scratch,
    target: staging.relation,
    existing: standsAs(context.state, staging),
    contract: contractOf(staging, source.unchangedAsNull.map(knownColumn)),
    files,
    keep: source.config.primaryKey.length === 0 ? 'all' : config.keep,
    unchangedAsNull: source.unchangedAsNull,
    onlyFound: source.config.mode === 'full',
    lookups,
    since: group.since,
    keyColumns: flow.keyColumns,
    ownColumns: flow.ownColumns,
    keys: write(context, staging, flow.keysQuery, from(newestIn(scratch))),
    images: flow.imagesQuery && {
      passing: write(context, staging, flow.imagesQuery, from(imageIn(scratch))),
      keysOfEach: write(context, staging, flow.keysQuery, from(eachIn(scratch))),
      exits: exitsOf(staging),
    },
    judged: judge && {
      judge,
      passing: write(context, staging, flow.judgedQuery, from(everyIn(scratch))),
      // A log has no key apart from its rows.
      keysOfBad:
        config.keep === 'all' || flow.keyColumns.length === 0
          ? null
          : write(context, staging, flow.keysQuery, from(badIn(scratch))),
      counts: countActions(context, staging, scratch),
      setAside: handsQuarantineOver(staging, context) ? setAsideOf(staging) : null,
      quarantine: handsQuarantineOver(staging, context) ? null : stagedQuarantine(staging, source, group.since),
      corrects: {
        staged: corrects(context, staging, staging.engine, staging.relation),
        every: corrects(context, staging, staging.engine, changesOf(staging)),
      },
    },
    changes: context.judgedByReaders.has(staging.id)
      ? {
          passing: write(
            context,
            staging,
            config.keep === 'all' ? flow.query : flow.judgedQuery,
            from(acceptedImagesIn(scratch)),
          ),
          keysOfEach: write(context, staging, flow.keysQuery, from(acceptedEachIn(scratch))),
          into: changesOf(staging),
        }
      : null,
    mayStray: staging.dataframe !== null,
    ...authorRows(context, staging, flow.query, scratch, from(imageIn(scratch))),
    // The load's own actions belong to the warehouse, and go with the hand-off where there is one.
    before: sqlOf([...hooks.pre, ...(isOneDatabase ? hooks.preactions : [])]),
    after: sqlOf([...(isOneDatabase ? hooks.postactions : []), ...hooks.post]),
    tests: tests(context, staging.id, seen),
    record: [
      ...recordBuilt(context.layout.warehouse, context.ledger, staging.id, context.versions.of(staging.id)),
      ...sidecarsOf(staging, context).flatMap(({ record }) =>
        recordBuilt(context.layout.warehouse, context.ledger, record, 'staged'),
      ),
      ...quarantineRecords(context, staging),
    ],
  })
}

/** Takes a node's relation to the engine that reads it beside its own. */
export function handoffScript(
  context: ScriptContext,
  node: ModelNode | SeedNode,
  to: EngineName,
  handoff: string,
  /** Of a staging model: the time before which changes do not count. */
  since: string | null,
): readonly Action[] {
  const { layout, ledger, versions } = context
  const hooks = node.kind === 'model' ? node.hooks : { preactions: [], postactions: [] }
  const dialect = layout.dialects[to]
  const common = { dialect, from: node.engine, emptyWith: node.config.emptyWith }
  const besides = sidecarsOf(node, context).flatMap(({ relation: beside, record, suffix }) =>
    handoffActions({
      ...common,
      relation: beside,
      handoff: `${handoff}__${suffix}`,
      before: [],
      after: [],
      // A staging model hands its rows over as its query gives them: they are corrected where that is possible.
      uses: node.kind === 'model' && suffix === 'changes' ? corrects(context, node, to, beside) : [],
      views: [],
      record: recordBuilt(layout.warehouse, ledger, copyOf(record, to), 'staged'),
    }),
  )
  const source = context.manifest.nodes.get(node.kind === 'model' ? (node.flow?.source ?? '') : '')
  const keeps = node.kind === 'model' && source?.kind === 'source' && handsQuarantineOver(node, context)
  const uses = keeps
    ? [
        ...corrects(context, node, to, node.relation),
        ...quarantineActions(newScratch(context, to), setAsideOf(node), [], stagedQuarantine(node, source, since)),
      ]
    : []
  const own = handoffActions({
    ...common,
    relation: node.relation,
    handoff,
    before: sqlOf(hooks.preactions),
    after: sqlOf(hooks.postactions),
    uses,
    views: dependentViews(context, node.id, to),
    record: recordBuilt(layout.warehouse, ledger, copyOf(node.id, to), versions.of(node.id)),
  })
  return [...besides, ...own]
}

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
    const rows = write(context, model, flow.query, new Map(), text)
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
      rows: judge ? over(flow.query, false, taken) : write(context, model, flow.query, new Map(), text),
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
    return write(context, model, query, new Map([[staging.id, stand]]), text)
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
  const all = write(context, model, query, narrowed, text)
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
      write(context, model, query, new Map(), text),
      mergedEntries(model, scratch, { anew, batch: null }),
    ),
    record: [
      ...recordBuilt(context.layout.warehouse, context.ledger, model.id, context.versions.of(model.id)),
      ...quarantineRecords(context, model),
    ],
  })
}

function contractOf({ config, columns }: ModelNode, more: readonly string[] = []): Contract | null {
  if (!config.contract.enforced) return null
  return { columns, besides: [...systemColumnsOf(config), ...fateColumns, ...more] }
}

/** For a model whose query gives the whole of its table. */
function madeAnewAtOnce({ madeAnew, state }: ScriptContext, model: ModelNode): MadeAnew | null {
  if (!madeAnew.has(model.id)) return null
  return { isBeside: standsAs(state, model) !== null, isFirst: true, isLast: true }
}

function unknownMemberOf({ config }: ModelNode, { dialect }: Scratch): ReadonlyMap<string, string> | null {
  if (!config.unknownMember) return null
  return new Map([...config.unknownMember].map(([name, { isText, raw }]) => [name, isText ? dialect.text(raw) : raw]))
}

/** The rows of a batch that are about to be published, as tests see them. */
function publishedRows({ config, flow }: ModelNode, target: Relation, scratch: Scratch): Stand {
  const delta = deltaIn(scratch)
  if (config.materialized === 'scd2') return { kind: 'relation', relation: versionsIn(scratch) }
  if (updatedColumns(config)) return { kind: 'sql', sql: mergedRows(scratch, target, keyOf(config)) }
  if (isMerged(config) || flow === null) return { kind: 'relation', relation: delta }
  if (config.strategy === 'cdc' && config.onDelete !== 'hard') return { kind: 'relation', relation: imagesIn(scratch) }
  return liveRows(scratch.dialect, delta)
}

/** What all models have in common that change their tables. */
function applied(
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
    rowTests: tests(context, model.id, new Map([[model.id, seen]]), inScope('row')),
    tableTests: tests(context, model.id, anew?.isBeside ? new Map([[model.id, whole]]) : new Map(), inScope('table')),
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
    const query = write(context, model, model.compiled.query, new Map())
    const stand: Stand = { kind: 'sql', sql: `(${query.sql})` }
    return viewActions({
      ...common,
      dialect: scratch.dialect,
      query,
      tests: tests(context, model.id, new Map([[model.id, stand]])),
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
    tests: tests(context, model.id, new Map([[model.id, stand]])),
  })
}

/** Has a snapshot look at the rows of its query, and keep what they were before. */
export function snapshotScript(context: ScriptContext, model: ModelNode): readonly Action[] {
  const { config, validToCurrent } = model
  const { layout, ledger, versions } = context
  invariant(config.snapshot, 'a snapshot says how it is taken')
  const scratch = newScratch(context, model.engine)
  const seen: Stand = { kind: 'relation', relation: takenIn(scratch) }
  const all = write(context, model, model.compiled.query, new Map())
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

export function seedScript(context: ScriptContext, seed: SeedNode): readonly Action[] {
  const scratch = newScratch(context, seed.engine)
  return seedActions({
    scratch,
    seed: seed.id,
    target: seed.relation,
    columns: seed.header,
    tests: tests(context, seed.id, new Map([[seed.id, { kind: 'relation', relation: candidateIn(scratch) }]])),
    views: dependentViews(context, seed.id, seed.engine),
    record: recordBuilt(context.layout.warehouse, context.ledger, seed.id, context.versions.of(seed.id)),
  })
}

/**
 * Views of the tool's own on an engine that stand over a relation there, through other views too, in the order in which
 * they are made.
 */
function dependentViews(context: ScriptContext, id: NodeId, engine: EngineName): readonly DependentView[] {
  const { manifest, state } = context
  const over = new Set<NodeId>([id])
  const views: DependentView[] = []
  for (const next of manifest.graph.order) {
    const node = manifest.nodes.get(next)
    if (node?.kind !== 'model' || node.engine !== engine) continue
    const { materialized } = node.config
    if (materialized !== 'view' && materialized !== 'ephemeral') continue
    if (!node.dependsOn.some((parent) => over.has(parent))) continue
    over.add(next)
    if (materialized === 'ephemeral' || standsAs(state, node) !== 'view') continue
    views.push({ relation: node.relation, query: write(context, node, node.compiled.query, new Map()) })
  }
  return views
}

function tests(
  context: ScriptContext,
  node: NodeId,
  stands: ReadonlyMap<NodeId, Stand>,
  chosen: readonly TestNode[] = context.testsOf(node),
): readonly Action[] {
  // What a test sets aside is counted where that is done.
  return testActions(
    chosen.filter(({ config }) => config.onFailure !== 'quarantine'),
    context,
    stands,
  )
}

/** The rows of a model's query, or of its function, with nodes replaced by what stands for them. */
function authorRows(
  context: ScriptContext,
  model: ModelNode,
  query: Query | null,
  scratch: Scratch,
  stands: ReadonlyMap<NodeId, Stand>,
): { readonly prepare: readonly Action[]; readonly rows: SqlText } {
  const { dataframe } = model
  if (!dataframe) return { prepare: [], rows: write(context, model, query, stands) }
  const relationOf = (id: NodeId): Relation => {
    const stand = stands.get(id)
    if (stand?.kind === 'relation') return stand.relation
    const node = context.manifest.nodes.get(id)
    invariant(node && 'relation' in node, 'a DataFrame model reads relations')
    return node.relation
  }
  const action = dataframeAction({ scratch, model, dataframe, relationOf })
  return { prepare: [action], rows: dataframeRows(scratch) }
}

/** A model's query for its adapter, with nodes replaced by what stands for them. */
function write(
  context: ScriptContext,
  model: ModelNode,
  query: Query | null,
  stands: ReadonlyMap<NodeId, Stand>,
  text: OriginText = model.compiled.text,
): SqlText {
  return context.writer.write(query, text, model.engine, standsByName(context.manifest, stands))
}

function sqlOf(hooks: readonly Hook[]): readonly SqlText[] {
  return hooks.filter((hook) => hook.sql.trim() !== '').map((hook) => ({ sql: hook.sql, pieces: [], span: hook.span }))
}
