import { changeAge, countsSince, type OrderBy } from '../../ingest/change-age.ts'
import type { Relation } from '../../manifest/relation.ts'
import { carriedColumns } from '../../manifest/system-columns.ts'
import type { Scratch } from '../planner-dialect.ts'
import { plainSql } from '../sql-text.ts'
import type { Action, ColumnRows } from '../steps.ts'
import { execute } from './actions.ts'
import { keyMatch } from './key-match.ts'

export interface VersionsInput {
  readonly scratch: Scratch
  readonly orderBy: OrderBy
  readonly keyColumns: readonly string[]
  readonly trackedColumns: readonly string[]
  readonly initialValidFrom: string | null
  /** All changes that are known of some keys, and those of the keys whose versions are asked for. */
  readonly known: Relation
  readonly changed: Relation
  /** The times of loads, `loaded_at`, each of which says of every key what it was; null where the table had but one. */
  readonly loads: Relation | null
  /** The same and maybe more, oldest first; none where there are no changes beside loads, which these would divide. */
  readonly times: readonly string[]
}

/** What was true of each key, and from when to when. */
export function versionsIn(scratch: Scratch): Relation {
  return scratch.table('versions')
}

/** Columns of the workings: when a change took effect, and what came before and after it. */
const working = ['_tm_at', '_tm_before', '_tm_differs', '_tm_next_at', '_tm_next_op', '_tm_version'] as const

/**
 * Computes the versions of keys from their changes:
 *
 * 1. when each change took effect; a load also takes the keys out that it does not have;
 * 2. of the changes of a key that took effect at one time the last;
 * 3. of those the ones that alter something, or end a life;
 * 4. each with the time at which the next one follows.
 */
export function versionActions(input: VersionsInput): readonly Action[] {
  const { scratch, orderBy, keyColumns, trackedColumns } = input
  const { dialect } = scratch
  const { names } = keyMatch(dialect, keyColumns, orderBy)
  const [placed, picked, states, turns, newest] = ['placed', 'picked', 'states', 'turns', 'newest'].map((name) =>
    scratch.table(name),
  ) as [Relation, Relation, Relation, Relation, Relation]
  const keys = names.join(', ')
  const age = changeAge(orderBy, (name) => name, dialect).map((expression) => `${expression} desc`)
  const inTime = `partition by ${keys} order by _tm_at`
  const starts = "_op <> 'D' and (_tm_before is null or _tm_before = 'D' or _tm_differs = 1)"
  const ends = "_op = 'D' and _tm_before <> 'D'"
  const system = [...carriedColumns, ...working]
  return [
    placedActions(input, placed),
    ...(input.loads ? goneFromLoads(input, input.loads, placed) : []),
    ranked(picked, placed, `partition by ${keys}, _tm_at order by ${age.join(', ')}, _change_id desc`),
    {
      kind: 'create',
      as: 'scratch',
      into: states,
      rows: {
        ...all(picked),
        adds: [{ name: '_tm_before', expression: `lag(t._op) over (${inTime})` }],
        differs: {
          name: '_tm_differs',
          window: inTime,
          columns: trackedColumns.length > 0 ? trackedColumns : null,
          but: [...keyColumns, ...system],
        },
      },
    },
    {
      kind: 'create',
      as: 'scratch',
      into: turns,
      rows: {
        ...all(states, ` where (${starts}) or (${ends})`),
        adds: [
          { name: '_tm_next_at', expression: `lead(_tm_at) over (${inTime})` },
          { name: '_tm_next_op', expression: `lead(_op) over (${inTime})` },
          { name: '_tm_version', expression: `row_number() over (${inTime})` },
        ],
      },
    },
    // Where every column is tracked, a version has its own values.
    ...(trackedColumns.length === 0
      ? []
      : [ranked(newest, picked, `partition by ${keys} order by _tm_at desc`, "_op <> 'D'")]),
    { kind: 'create', as: 'scratch', into: versionsIn(scratch), rows: versions() },
  ]

  function versions(): ColumnRows {
    const { initialValidFrom } = input
    const own = (name: string) => `v.${dialect.identifier(name)}`
    const parts = [...keyColumns.map(own), 'v._tm_at'].map((part) => {
      const text = `coalesce(cast(${part} as varchar), '')`
      return `cast(length(${text}) as varchar) || ':' || ${text}`
    })
    const from = initialValidFrom
      ? `case when v._tm_version = 1 and v._tm_at > timestamp '${initialValidFrom}' then timestamp '${initialValidFrom}' else v._tm_at end`
      : 'v._tm_at'
    const isNewest = keyColumns.map((name) => `n.${dialect.identifier(name)} = ${own(name)}`).join(' and ')
    return {
      kind: 'columns',
      of: picked,
      alias: trackedColumns.length === 0 ? 'v' : 'n',
      leavesOut: system,
      instead: new Map([...keyColumns, ...trackedColumns].map((name) => [name.toLowerCase(), own(name)])),
      adds: [
        { name: 'valid_from', expression: from },
        { name: 'valid_to', expression: 'v._tm_next_at' },
        { name: 'is_current', expression: 'case when v._tm_next_at is null then true else false end' },
        { name: 'is_deleted', expression: "case when v._tm_next_op = 'D' then true else false end" },
        { name: 'version_id', expression: `md5(${parts.join(" || ' ' || ")})` },
      ],
      from: `${dialect.relation(turns)} as v${trackedColumns.length === 0 ? '' : ` join ${dialect.relation(newest)} as n on ${isNewest}`} where v._op <> 'D'`,
    }
  }

  function all(of: Relation, where = ''): ColumnRows {
    const from = `${dialect.relation(of)} as t${where}`
    return { kind: 'columns', of, alias: 't', leavesOut: [], instead: new Map(), adds: [], from }
  }

  /** The first row of each window. */
  function ranked(into: Relation, of: Relation, window: string, where: string | null = null): Action {
    const condition = where === null ? '' : ` where ${where}`
    const rows = `select *, row_number() over (${window}) as _tm_rank from ${dialect.relation(of)}${condition}`
    return {
      kind: 'create',
      as: 'scratch',
      into,
      rows: { ...all(of), from: `(${rows}) as t where _tm_rank = 1` },
    }
  }
}

/**
 * When each change took effect: at its commit time. The rows of a first load are older than all changes, so that they
 * come before the first of their key. A change belongs to the load that it was judged to follow, as current tables judge
 * it, whatever its commit time says beside that.
 */
function placedActions({ scratch, keyColumns, known, changed, orderBy, times }: VersionsInput, into: Relation): Action {
  const { dialect } = scratch
  const { isAmong, names } = keyMatch(dialect, keyColumns, orderBy)
  const literal = (time: string) => `timestamp '${time}'`
  const isLoad = 't._change_seq is null'
  const since =
    times.length === 0
      ? 'cast(null as timestamp)'
      : `case ${[
          `when c._change_seq is null then case when c._commit_ts in (${times.map(literal).join(', ')}) then c._commit_ts end`,
          ...times.toReversed().map((time) => `when ${countsSince(time, (name) => `c.${name}`)} then ${literal(time)}`),
        ].join(' ')} end`
  const firstChange = `min(case when t._change_seq is not null and t._tm_since is null then t._commit_ts end) over (partition by ${names.map((name) => `t.${name}`).join(', ')})`
  const notBefore = 'case when t._tm_since > t._commit_ts then t._tm_since else t._commit_ts end'
  const until = times.map((time, at) => {
    const before = times[at - 1]
    const follows = before === undefined ? 't._tm_since is null' : `t._tm_since = ${literal(before)}`
    return `when ${follows} and t._commit_ts >= ${literal(time)} then ${literal(time)} - interval '1 microsecond'`
  })
  return {
    kind: 'create',
    as: 'scratch',
    into,
    rows: {
      kind: 'columns',
      of: known,
      alias: 't',
      leavesOut: [],
      instead: new Map(),
      adds: [
        {
          name: '_tm_at',
          expression: `case ${[
            `when ${isLoad} and t._tm_since is not null then t._commit_ts`,
            `when ${isLoad} and ${firstChange} < t._commit_ts then ${firstChange}`,
            `when ${isLoad} then t._commit_ts`,
            ...until,
          ].join(' ')} else ${notBefore} end`,
        },
      ],
      from: `(select c.*, ${since} as _tm_since from ${dialect.relation(known)} as c) as t where ${isAmong('t', changed)}`,
    },
  }
}

/**
 * A load takes out the keys that it does not have. Whatever else happened at its time came after it. Of the loads after a
 * change only the next one can tell something new.
 */
function goneFromLoads(
  { scratch, keyColumns, known, orderBy }: VersionsInput,
  loads: Relation,
  placed: Relation,
): readonly Action[] {
  const { dialect } = scratch
  const { names, same } = keyMatch(dialect, keyColumns, orderBy)
  const [next, keys] = [scratch.table('next_loads'), names.join(', ')]
  const rows = dialect.relation(placed)
  // NULLs of the keys' types.
  const nothing = names.map((name) => `p.${name}`).join(', ')
  const both =
    `select ${keys}, _tm_at, cast(null as timestamp) as loaded_at, 0 as is_load from ${rows}` +
    ` union all select ${nothing}, l.loaded_at, l.loaded_at, 1 from ${dialect.relation(loads)} as l left join ${rows} as p on 1 = 0`
  const nextLoad = `min(loaded_at) over (order by _tm_at desc, is_load rows unbounded preceding)`
  const isThere = `select 1 from ${dialect.relation(known)} as r where ${same('r', 'n')} and r._change_seq is null and r._commit_ts = n.next_load`
  return [
    {
      kind: 'create',
      as: 'scratch',
      into: next,
      rows: {
        kind: 'query',
        sql: plainSql(
          `select distinct ${keys}, next_load from (select u.*, ${nextLoad} as next_load from (${both}) as u) as v where is_load = 0 and next_load is not null`,
        ),
      },
    },
    execute(
      `insert into ${rows} (${keys}, _op, _commit_ts, _change_id, _tm_at)` +
        ` select ${names.map((name) => `n.${name}`).join(', ')}, 'D', n.next_load, '', n.next_load from ${dialect.relation(next)} as n where not exists (${isThere})`,
    ),
  ]
}
