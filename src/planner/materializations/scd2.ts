import type { OrderBy } from '../../ingest/change-age.ts'
import type { Relation } from '../../manifest/relation.ts'
import { carriedColumns, fateColumns } from '../../manifest/system-columns.ts'
import type { Scratch } from '../planner-dialect.ts'
import { plainSql } from '../sql-text.ts'
import type { Action, Rows, SqlText } from '../steps.ts'
import { columnsBut, execute, scratchView } from './actions.ts'
import { type ApplyInput, applyActions, deltaIn } from './apply.ts'
import { keyMatch } from './key-match.ts'
import { keyCheck } from './keyed-rows.ts'
import { differingActions, differingIn } from './replace.ts'
import { versionActions, versionsIn } from './row-versions.ts'
import { unknownMemberActions, unknownMemberCheck } from './unknown-member.ts'

export interface Scd2Input extends ApplyInput {
  readonly orderBy: OrderBy
  readonly keyColumns: readonly string[]
  readonly ownColumns: readonly string[]
  /** The key of every staged change, with the system columns. */
  readonly keys: SqlText
  /** The author's query over the staged changes that are no deletions, with the system columns. */
  readonly rows: SqlText
  /** Every change that the model has taken in, and a mark for each load of a table that was loaded again. */
  readonly history: Relation
  /** Columns whose changes make versions, in lower case; none: all but the key. The others have their newest values. */
  readonly trackedColumns: readonly string[]
  /** When the first version of each key begins, in place of its commit time. */
  readonly initialValidFrom: string | null
  /** A row for facts that know no key: its columns with their values as SQL says them. */
  readonly unknownMember: ReadonlyMap<string, string> | null
  /** The times at which the table was loaded again, oldest first, in UTC as `momentText` spells them. */
  readonly loads: readonly string[]
  /** Loads are all that there is: no change stands beside them. */
  readonly isOfLoads: boolean
  /** That of them which the batch brings: every key that the load does not have is deleted then. */
  readonly load: string | null
}

/** What marks the time of a load in the history. It has no key. */
const loadMark = 'L'

/**
 * Takes the changes of a batch into the history and computes the versions of the keys anew that they concern, from all
 * that is known of those keys. So it makes no difference in which order changes arrive, how often, or where batches end.
 */
export function scd2Actions(input: Scd2Input): readonly Action[] {
  const { scratch, target, history, keyColumns, load } = input
  const { dialect } = scratch
  const [delta, known, changed, versions] = [
    deltaIn(scratch),
    scratch.table('known'),
    scratch.table('changed'),
    versionsIn(scratch),
  ]
  const match = keyMatch(dialect, keyColumns, input.orderBy)
  const { names, own, same, isAmong } = match
  const keysOf = (from: string) => `select distinct ${names.join(', ')} from ${from}`
  const rows = dialect.relation(delta)
  const log = dialect.relation(history)
  // A load says something of every key, also of those that it does not have.
  const concerned = scratch.table('concerned')
  const isConcerned = load === null ? isAmong('t', concerned) : `t._op <> '${loadMark}'`
  const touched = load === null ? changed : differingIn(scratch)
  const isTouched = isAmong('t', touched)
  return applyActions(input, {
    lays: [
      ...changeActions(input),
      ...(input.setsAside?.corrects ?? []),
      keyCheck(dialect, delta, [...keyColumns, '_change_id']),
      {
        kind: 'expect-none',
        sql: plainSql(`select ${names.join(', ')} from ${rows} where _commit_ts is null limit 1`),
        problem: 'versions/no-time',
      },
      ...unknownMemberCheck(scratch, delta, keyColumns, input.unknownMember),
      { kind: 'create', as: 'missing-table', into: history, rows: columnsBut(dialect, delta, [], ' where 1 = 0') },
      { kind: 'make-room', from: delta, into: history, leavesOut: [], adds: true, views: [] },
      ...(load === null ? [create(concerned, keysOf(rows))] : []),
      {
        kind: 'create',
        as: 'scratch',
        into: known,
        rows: columnsBut(dialect, history, [], ` where ${isConcerned}`),
      },
      execute(
        `delete from ${rows} using ${dialect.relation(known)} as t where ${own(delta)}._change_id = t._change_id`,
      ),
      create(changed, load === null ? keysOf(rows) : `${keysOf(rows)} union ${keysOf(dialect.relation(known))}`),
      { kind: 'insert-matching', from: delta, into: known, where: null, counts: false },
      ...(input.loads.length > 0 ? [create(loadsIn(scratch), loadsQuery(log, load))] : []),
      ...versionActions({
        ...input,
        known,
        changed,
        loads: input.loads.length > 0 ? loadsIn(scratch) : null,
        times: input.isOfLoads ? [] : input.loads,
      }),
    ],
    rows: versions,
    leavesOut: [],
    prepares:
      load === null
        ? []
        : differingActions(scratch, target, match, {
            rows: versions,
            are: null,
            gone: [
              `${keysOf(`${dialect.relation(target)} as t`)} where not exists (select 1 from ${dialect.relation(versions)} as v where ${same('v', 't')})`,
            ],
          }),
    touched: {
      before: isTouched,
      after: columnsBut(dialect, versions, [], load === null ? '' : ` where ${isTouched}`),
    },
    changes: [
      { kind: 'insert-matching', from: delta, into: history, where: null, counts: false },
      ...(load === null ? [] : [execute(markQuery(log, load))]),
      execute(`delete from ${dialect.relation(target)} where ${isAmong(own(target), touched)}`),
      {
        kind: 'insert-matching',
        from: versions,
        into: target,
        where: load === null ? null : isAmong(own(versions), touched),
        counts: true,
      },
      ...unknownMemberActions(scratch, target, input),
    ],
  })
}

/** Lays out every change of the batch. One that the author's query gives no row for takes its key out, as a deletion does. */
function changeActions({ scratch, keys, rows, keyColumns, ownColumns }: Scd2Input): readonly Action[] {
  const { dialect } = scratch
  const [keyed, passing] = [scratch.table('keys'), scratch.table('passing')]
  const given: Rows = {
    kind: 'columns',
    of: passing,
    alias: 'r',
    leavesOut: [...carriedColumns, ...fateColumns, ...ownColumns],
    instead: new Map(keyColumns.map((name) => [name.toLowerCase(), `k.${dialect.identifier(name)}`])),
    adds: [
      { name: '_op', expression: "case when r._change_id is null then 'D' else k._op end" },
      ...carriedColumns.slice(1).map((name) => ({ name, expression: `k.${name}` })),
    ],
    from: `${dialect.relation(keyed)} as k left join ${dialect.relation(passing)} as r on r._change_id = k._change_id`,
  }
  return [
    scratchView(keyed, keys),
    scratchView(passing, rows),
    { kind: 'create', as: 'scratch', into: deltaIn(scratch), rows: given },
  ]
}

function loadsIn(scratch: Scratch): Relation {
  return scratch.table('loads')
}

function loadsQuery(log: string, load: string | null): string {
  const marked = `select _commit_ts as loaded_at from ${log} where _op = '${loadMark}'`
  return load === null ? marked : `${marked} union select timestamp '${load}' as loaded_at`
}

function markQuery(log: string, load: string): string {
  const [time, mark] = [`timestamp '${load}'`, `'${loadMark}'`]
  return `insert into ${log} (_op, _commit_ts, _change_id) select ${mark}, ${time}, 'load ${load}' where not exists (select 1 from ${log} where _op = ${mark} and _commit_ts = ${time})`
}

function create(into: Relation, sql: string): Action {
  return { kind: 'create', as: 'scratch', into, rows: { kind: 'query', sql: plainSql(sql) } }
}
