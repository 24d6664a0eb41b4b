import { countsSince } from '../../ingest/change-age.ts'
import { badValuesColumn, type ChangeFiles } from '../../ingest/change-files.ts'
import type { Relation } from '../../manifest/relation.ts'
import { carriedColumns, fateColumns, knownColumn } from '../../manifest/system-columns.ts'
import type { Scratch } from '../planner-dialect.ts'
import type { Action, ColumnRows, Contract, Rows, SqlText } from '../steps.ts'
import { columnsBut, execute, expectContract, scratchView, together } from './actions.ts'
import { exitRows, fateActions, fatedRows } from './fates.ts'
import { acceptedIn, batchOfEach, heldIn, type Judge, judgeChanges, verdictColumns } from './judge.ts'
import { keyCheck, keyedRows, strayCheck } from './keyed-rows.ts'
import { type QuarantineInput, quarantineActions } from './quarantine.ts'

export interface StageInput {
  readonly scratch: Scratch
  readonly target: Relation
  /** What the columns have to be; null where nothing is promised. */
  readonly contract: Contract | null
  /** What stands under the target's name on this engine. */
  readonly existing: 'table' | 'view' | null
  readonly files: ChangeFiles
  readonly keep: 'latest' | 'all'
  /** `keep: latest`: the time before which changes do not count, where the table was loaded again. */
  readonly since: string | null
  readonly keyColumns: readonly string[]
  readonly ownColumns: readonly string[]
  /** `keep: latest`: the key expressions over `newest`, with `_op`, `_change_seq`, `_commit_ts` and `_change_id`. */
  readonly keys: SqlText
  /** What has to be done before the rows can be asked for; `image` is there by then. */
  readonly prepare: readonly Action[]
  /** The author's query over `image`. */
  readonly rows: SqlText
  /**
   * Where somebody keeps deleted rows: the author's query with the system columns carried through, `image` being every live
   * change then; the key of each change, over `each`; and the table of the exits.
   */
  readonly images: { readonly passing: SqlText; readonly keysOfEach: SqlText; readonly exits: Relation } | null
  /** Where rules set changes aside. */
  readonly judged: {
    readonly judge: Judge
    /** The author's query with the system columns, over `every`. */
    readonly passing: SqlText
    /** The key expressions over `bad`, with the system columns; null where changes have no keys. */
    readonly keysOfBad: SqlText | null
    /** What they found. */
    readonly counts: readonly Action[]
    /** Where the changes that are set aside are laid out for another database; null where this one keeps them. */
    readonly setAside: Relation | null
    /** The table that keeps them; null where another database has it. */
    readonly quarantine: QuarantineInput | null
    /** Gives staged rows, and those of every change, what somebody has corrected in them; another database does it by itself. */
    readonly corrects: { readonly staged: readonly Action[]; readonly every: readonly Action[] }
  } | null
  /** Where a reader judges every change: the same query, the key of each change over `each`, and the table of them all. */
  readonly changes: { readonly passing: SqlText; readonly keysOfEach: SqlText; readonly into: Relation } | null
  /** The rows come of a function, which may give other keys than the batch's. */
  readonly mayStray: boolean
  /** The files are an extract: of a key for which the query gives no row there is nothing to tell. */
  readonly onlyFound: boolean
  /** Extracts of other tables that the query looks things up in, and where they are laid out. */
  readonly lookups: readonly { readonly files: ChangeFiles; readonly into: Relation }[]
  /** Columns of the source in which NULL in an update says that the value is as it was. */
  readonly unchangedAsNull: readonly string[]
  /** `pre_hook` and `preactions`: they run again on each attempt. */
  readonly before: readonly SqlText[]
  readonly after: readonly SqlText[]
  readonly tests: readonly Action[]
  /** The ledger's statements that make the table known as the tool's own. */
  readonly record: readonly SqlText[]
}

/** All changes of the batch's files. */
export function changesIn(scratch: Scratch): Relation {
  return scratch.table('changes')
}

/** The newest change of each key, deletions included. */
export function newestIn(scratch: Scratch): Relation {
  return scratch.table('newest')
}

/** All changes with the values that they had, as far as the batch tells, and whether it does. */
function filledIn(input: StageInput): Relation {
  const { scratch, unchangedAsNull, keep } = input
  return unchangedAsNull.length === 0 || keep === 'all' ? countingIn(input) : scratch.table('filled')
}

/** The changes that are not set aside. */
function countingIn({ scratch, judged }: StageInput): Relation {
  return judged ? acceptedIn(scratch) : changesIn(scratch)
}

/** Every change that is no deletion, once, as it came. */
export function everyIn(scratch: Scratch): Relation {
  return scratch.table('every')
}

/** The same of those that are not set aside, and these with the deletions. */
export function acceptedImagesIn(scratch: Scratch): Relation {
  return scratch.table('accepted_images')
}

export function acceptedEachIn(scratch: Scratch): Relation {
  return scratch.table('accepted_each')
}

/** What the author's query runs over: the newest image of each key (a deletion is none), or every change once. */
export function imageIn(scratch: Scratch): Relation {
  return scratch.table('image')
}

/** Every change once, with its place in their order. */
export function eachIn(scratch: Scratch): Relation {
  return scratch.table('each')
}

/** What tests look at before it takes the place of the target, where a rollback could not bring that back. */
export function stagedIn(scratch: Scratch): Relation {
  return scratch.dialect.hasTransactions ? scratch.table('unused') : scratch.table('staged')
}

/** Fills a staging table with one batch and nothing else. Each attempt starts again from the beginning. */
export function stageActions(input: StageInput): readonly Action[] {
  const { scratch, target } = input
  const { dialect } = scratch
  const read: Action = { kind: 'read-changes', from: input.files, into: changesIn(scratch) }
  const { actions, rows } = input.keep === 'all' ? everyChange(input) : filled(input, latestRows(input))
  const check = (of: Relation) => {
    if (input.keep === 'all') return []
    const strays = input.mayStray ? [strayCheck(dialect, of, input.keyColumns)] : []
    return [...strays, keyCheck(dialect, of, input.keyColumns)]
  }
  const promised = (of: Relation) => expectContract(of, input.contract)
  const drop: readonly Action[] = input.existing === 'view' ? [{ kind: 'drop', target, views: [] }] : []
  return [
    read,
    ...input.lookups.map(({ files, into }): Action => ({ kind: 'read-changes', from: files, into })),
    ...together(dialect, [
      ...judgeActions(input),
      ...actions,
      ...input.before.map(execute),
      ...(input.changes ? [...changeActions(input, input.changes), ...(input.judged?.corrects.every ?? [])] : []),
      ...(input.images ? [create('table', input.images.exits, exitsOf(input))] : []),
      ...(dialect.hasTransactions
        ? [
            ...drop,
            create('table', target, rows, true),
            ...(input.judged?.corrects.staged ?? []),
            ...promised(target),
            ...check(target),
            ...input.after.map(execute),
            ...input.tests,
            ...(input.judged?.quarantine
              ? quarantineActions(scratch, heldIn(scratch), verdictColumns(input.judged.judge), input.judged.quarantine)
              : []),
          ]
        : [
            create('scratch', stagedIn(scratch), rows),
            ...promised(stagedIn(scratch)),
            ...check(stagedIn(scratch)),
            ...input.tests,
            ...drop,
            create('table', target, wholeOf(scratch, stagedIn(scratch)), true),
            ...input.after.map(execute),
          ]),
      { kind: 'record', statements: input.record },
    ]),
    { kind: 'fault-point', name: 'staged' },
  ]
}

/** Sets aside what fails, before anything else looks at the changes. */
function judgeActions(input: StageInput): readonly Action[] {
  const { scratch, judged } = input
  if (!judged) return []
  const { judge, passing, keysOfBad, setAside, counts } = judged
  const changes = changesIn(scratch)
  return [
    pickChanges(input, everyIn(scratch), "_op <> 'D'", 'partition by _change_id order by _position', changes),
    ...judgeChanges(scratch, judge, changes, passing, { keysOfBad, keyColumns: input.keyColumns }),
    ...counts,
    ...(setAside
      ? [create('table', setAside, columnsBut(scratch.dialect, heldIn(scratch), verdictColumns(judge)))]
      : []),
  ]
}

/** Lays out every change with its row. One that the query gives no row for takes its key out, as a deletion does. */
function changeActions(input: StageInput, { passing, keysOfEach, into }: NonNullable<StageInput['changes']>): Action[] {
  const { scratch, keep, keyColumns } = input
  const { identifier, relation } = scratch.dialect
  const [rows, keys] = [scratch.table('accepted_rows'), scratch.table('accepted_keys')]
  const counting = countingIn(input)
  const once = 'partition by _change_id order by _position'
  const batches = batchOfEach(scratch, counting)
  const batch = { name: '_batch_id', expression: 'b._tm_batch' }
  const all = { kind: 'columns', of: rows, alias: 'r', leavesOut: [...fateColumns], instead: new Map() } as const
  if (keep === 'all') {
    return [
      pickChanges(input, acceptedImagesIn(scratch), null, once, counting),
      scratchView(rows, passing),
      create('table', into, {
        ...all,
        adds: [batch],
        from: `${relation(rows)} as r join ${batches} on b._tm_change = r._change_id`,
      }),
    ]
  }
  return [
    pickChanges(input, acceptedImagesIn(scratch), "_op <> 'D'", once, counting),
    pickChanges(input, acceptedEachIn(scratch), null, once, counting),
    scratchView(rows, passing),
    scratchView(keys, keysOfEach),
    create('table', into, {
      ...all,
      leavesOut: [...carriedColumns, ...fateColumns],
      instead: new Map(keyColumns.map((name) => [name.toLowerCase(), `k.${identifier(name)}`])),
      adds: [
        { name: '_op', expression: "case when k._op = 'D' or r._change_id is null then 'D' else k._op end" },
        ...carriedColumns.slice(1).map((name) => ({ name, expression: `k.${name}` })),
        batch,
      ],
      from:
        `${relation(keys)} as k join ${batches} on b._tm_change = k._change_id` +
        ` left join ${relation(rows)} as r on r._change_id = k._change_id`,
    }),
  ]
}

function create(as: 'scratch' | 'table', into: Relation, rows: Rows, counts = false): Action {
  return { kind: 'create', as, into, rows, counts }
}

function exitsOf({ scratch, keyColumns }: StageInput): Rows {
  return { kind: 'query', sql: { sql: exitRows(scratch, keyColumns), pieces: [] } }
}

function wholeOf({ dialect }: Scratch, relation: Relation): Rows {
  return { kind: 'query', sql: { sql: `select * from ${dialect.relation(relation)}`, pieces: [] } }
}

/**
 * Fills in what updates leave out before the newest changes are chosen: the last value that the batch tells, in the life of
 * the key. The staged rows say of each such column whether that is known.
 */
function filled(input: StageInput, latest: LatestRows): LatestRows {
  const { scratch, unchangedAsNull, files } = input
  const { rows } = latest
  if (unchangedAsNull.length === 0) return latest
  const { identifier, relation } = scratch.dialect
  const keys = files.primaryKey.map((key) => `c.${identifier(key)}`).join(', ')
  const toldAt = (at: number) => `_tm_told_${at}`
  const told = unchangedAsNull.map(
    (name, at) =>
      `max(case when c._op <> 'U' or c.${identifier(name)} is not null then c._position end) over (partition by ${keys} order by c._position rows between unbounded preceding and current row) as ${toldAt(at)}`,
  )
  const fill: Action = {
    kind: 'create',
    as: 'scratch-view',
    into: filledIn(input),
    rows: {
      kind: 'columns',
      of: countingIn(input),
      alias: 'c',
      leavesOut: [],
      instead: new Map(
        unchangedAsNull.map((name, at) => [
          name,
          `first_value(c.${identifier(name)}) over (partition by ${keys}, c.${toldAt(at)} order by c._position)`,
        ]),
      ),
      adds: unchangedAsNull.map((name, at) => ({
        name: knownColumn(name),
        expression: `case when c.${toldAt(at)} is null then false else true end`,
      })),
      from: `(select c.*, ${told.join(', ')} from ${relation(countingIn(input))} as c) as c`,
    },
  }
  // The change that a row has its values of.
  const [change, changes] = input.images ? ['f._tm_image_id', eachIn(scratch)] : ['k._change_id', newestIn(scratch)]
  const names = unchangedAsNull.map(knownColumn)
  return {
    actions: [fill, ...latest.actions],
    rows: {
      ...rows,
      leavesOut: [...rows.leavesOut, ...names],
      adds: [...rows.adds, ...names.map((name) => ({ name, expression: `u.${identifier(name)}` }))],
      from: `${rows.from} left join ${relation(changes)} as u on u._change_id = ${change}`,
    },
  }
}

/** The newest row of each key that the author's query gives one for, and what became of the key after that. */
function rowsWithFates(input: StageInput, { passing, keysOfEach }: NonNullable<StageInput['images']>) {
  const { scratch, keyColumns, ownColumns } = input
  const { dialect } = scratch
  const { primaryKey } = input.files
  const once = 'partition by _change_id order by _position'
  const [each, keys] = [eachIn(scratch), scratch.table('keys')]
  return {
    actions: [
      pickChanges(input, each, null, once, 'ours'),
      pickChanges(
        input,
        newestIn(scratch),
        null,
        `partition by ${primaryKey.map(dialect.identifier).join(', ')} order by _position desc`,
      ),
      pickChanges(input, imageIn(scratch), "_op <> 'D'", once),
      ...fateActions({ scratch, each, keyColumns: primaryKey, passing, keysOfEach }),
      scratchView(keys, input.keys),
    ],
    rows: fatedRows(scratch, keys, keyColumns, ownColumns, input.onlyFound),
  }
}

interface LatestRows {
  readonly actions: readonly Action[]
  readonly rows: ColumnRows
}

function latestRows(input: StageInput): LatestRows {
  if (input.images) return rowsWithFates(input, input.images)
  const { dialect } = input.scratch
  const keys = input.files.primaryKey.map(dialect.identifier).join(', ')
  const joined = keyedRows(input)
  return {
    actions: [
      pickChanges(input, newestIn(input.scratch), null, `partition by ${keys} order by _position desc`, 'ours'),
      pickChanges(input, imageIn(input.scratch), "_op <> 'D'", `partition by ${keys} order by _position desc`),
      ...input.prepare,
      ...joined.actions,
    ],
    rows: joined.rows,
  }
}

function everyChange(input: StageInput) {
  return {
    actions: [
      pickChanges(input, imageIn(input.scratch), null, 'partition by _change_id order by _position'),
      ...input.prepare,
    ],
    rows: { kind: 'query', sql: input.rows } as const,
  }
}

/** The first change of each window. What is the tool's own goes where the author's query may say `select *`. */
function pickChanges(
  input: StageInput,
  into: Relation,
  where: string | null,
  window: string,
  of: Relation | 'ours' | 'authors' = 'authors',
): Action {
  const { scratch, keep, since, unchangedAsNull } = input
  const changes = typeof of === 'string' ? filledIn(input) : of
  const notTheirs = ['_position', ...(input.files.keepsBadValues ? [badValuesColumn] : [])]
  const leavesOut = {
    ours: [],
    authors: [...notTheirs, ...unchangedAsNull.map(knownColumn)],
    asTheyCame: notTheirs,
  }[typeof of === 'string' ? of : 'asTheyCame']
  const conditions = [
    ...(where === null ? [] : [where]),
    ...(since === null || keep === 'all' ? [] : [countsSince(since, (name) => name)]),
  ]
  const filter = conditions.length === 0 ? '' : ` where ${conditions.join(' and ')}`
  const ranked = `select *, row_number() over (${window}) as _tm_rank from ${scratch.dialect.relation(changes)}${filter}`
  return {
    kind: 'create',
    as: 'scratch-view',
    into,
    rows: {
      kind: 'columns',
      of: changes,
      alias: 'ranked',
      leavesOut,
      instead: new Map(),
      adds: [],
      from: `(${ranked}) as ranked where _tm_rank = 1`,
    },
  }
}
