import { countsSince } from '../../ingest/change-age.ts'
import type { Relation } from '../../manifest/relation.ts'
import { carriedColumns, fateColumns } from '../../manifest/system-columns.ts'
import type { Scratch } from '../planner-dialect.ts'
import { plainSql, sql } from '../sql-text.ts'
import type { Action, Rows, SqlText } from '../steps.ts'
import { columnsBut, execute, scratchView } from './actions.ts'
import { applyActions, deltaIn } from './apply.ts'
import type { CdcInput } from './cdc.ts'
import { exitRows, fateActions, fatedRows } from './fates.ts'
import { keepActions, knownNames, withKnown } from './kept-values.ts'
import { keyMatch } from './key-match.ts'
import { keyCheck } from './keyed-rows.ts'
import { differingActions, differingIn } from './replace.ts'

export interface KeepDeletedInput extends CdcInput {
  /** `soft` flags what is deleted, `ignore` leaves it as it is. */
  readonly onDelete: 'soft' | 'ignore'
  /** The staged rows, and the columns of their key. */
  readonly staged: Relation
  readonly stagedKey: readonly string[]
  /** The time before which changes do not count, where the table was loaded again and staging keeps every change. */
  readonly since: string | null
  /** The exits of the staged keys; null where staging keeps every change, and they are seen here. */
  readonly exits: Relation | null
  /** Where staging keeps every change: the author's query over the live ones with the system columns, and the key of each. */
  readonly every: { readonly passing: SqlText; readonly keysOfEach: SqlText } | null
}

/** The newest row that the author's query gives for each key of the batch, deleted or not. */
export function imagesIn(scratch: Scratch): Relation {
  return scratch.table('images')
}

/**
 * Applies a batch to a table whose deleted rows stay. What a key was and when it went are two things that are known apart:
 * the newest image wins by its own age, and all exits behind it are remembered (the tombstones); a row is deleted when there
 * is one, since the first of them. So neither the ends of batches nor late changes make a difference.
 */
export function keepDeletedActions(input: KeepDeletedInput): readonly Action[] {
  const { scratch, target, tombstones, views, onDelete, replacement } = input
  const { dialect } = scratch
  const [delta, images, deaths] = [deltaIn(scratch), imagesIn(scratch), scratch.table('deaths')]
  const match = keyMatch(dialect, input.keyColumns, input.orderBy)
  const { names, own, same, age, isAmong, isNewer } = match
  const changed = dialect.relation(delta)
  const joined = input.every ? everyChange(input, input.every) : latestChange(input)
  const delivered = withKnown(scratch, joined.rows, input.kept, 'k._change_id')
  const isTouched = isAmong('t', replacement ? differingIn(scratch) : delta)
  const flags = onDelete === 'soft'
  const isInLoad = (row: string) => `exists (select 1 from ${dialect.relation(images)} as i where ${same('i', row)})`
  return applyActions(input, {
    lays: [
      ...joined.actions,
      { kind: 'create', as: 'scratch', into: delta, rows: delivered },
      ...(input.setsAside?.corrects ?? []),
      keyCheck(dialect, delta, input.keyColumns),
      { kind: 'create', as: 'scratch', into: images, rows: imageRows(scratch, flags) },
    ],
    rows: images,
    leavesOut: knownNames(input.kept.columns),
    prepares: [
      ...(flags ? deathActions(input, deaths) : []),
      ...(replacement
        ? differingActions(scratch, target, match, {
            rows: images,
            are: null,
            gone: flags
              ? [
                  `select ${names.join(', ')} from ${changed} where _op = 'D'`,
                  `select ${names.map((name) => `t.${name}`).join(', ')} from ${dialect.relation(target)} as t where t._deleted_at is null and not ${isInLoad('t')}`,
                ]
              : [],
          })
        : [
            execute(
              `delete from ${dialect.relation(images)} using ${dialect.relation(target)} as t where ${same(own(images), 't')} and ${isNewer('t', own(images))}`,
            ),
            ...keepActions(scratch, images, target, same, input.kept),
          ]),
    ],
    touched: { before: isTouched, after: isTouched },
    changes: [
      execute(
        `delete from ${dialect.relation(target)} using ${dialect.relation(images)} as i where ${same(own(target), 'i')}`,
      ),
      { kind: 'insert-matching', from: images, into: target, where: null, counts: true },
      ...(replacement ? pastActions(replacement.loadedAt) : []),
      ...(flags ? flagActions() : []),
    ],
  })

  /** Makes the tombstones fit, before rows of theirs are touched. */
  function deathActions({ addsColumns }: KeepDeletedInput, into: Relation): readonly Action[] {
    const flag = scratch.table('flag')
    return [
      // Whatever becomes of other new columns, without this one nobody is deleted.
      ...(addsColumns
        ? []
        : ([
            {
              kind: 'create',
              as: 'scratch',
              into: flag,
              rows: query(`select _deleted_at from ${dialect.relation(images)}`),
            },
            { kind: 'make-room', from: flag, into: target, leavesOut: [], adds: true, views },
          ] as const)),
      { kind: 'create', as: 'scratch', into, rows: query(joined.exits) },
      { kind: 'create', as: 'missing-table', into: tombstones, rows: columnsBut(dialect, into, [], ' where 1 = 0') },
      { kind: 'make-room', from: into, into: tombstones, leavesOut: [], adds: true, views: [] },
    ]
  }

  /** What a load does not have is of the past: older than any change to come, and deleted by the load's time. */
  function pastActions(loadedAt: string): readonly Action[] {
    const isPast = `not ${isInLoad(own(target))}`
    const table = dialect.relation(target)
    return [
      execute(`update ${table} set _change_seq = null where ${isPast}`),
      ...(flags
        ? [
            execute(
              `update ${table} set _deleted_at = timestamp '${loadedAt}' where _deleted_at is null and ${isPast}`,
            ),
            execute(`delete from ${dialect.relation(tombstones)}`),
            execute(
              `insert into ${dialect.relation(tombstones)} (${names.join(', ')}, _change_seq, _commit_ts) select ${names.join(', ')}, null, _deleted_at from ${table} where ${isPast}`,
            ),
          ]
        : []),
    ]
  }

  /** Brings the tombstones of the batch's keys up to date with the images that are there by now, and flags rows by them. */
  function flagActions(): readonly Action[] {
    const [behind, graves] = [scratch.table('behind'), scratch.table('graves')]
    const key = (row: string) => names.map((name) => `${row}.${name}`).join(', ')
    const columns = `${names.join(', ')}, _change_seq, _commit_ts`
    const known = `select ${key('e')}, e._change_seq, e._commit_ts from ${dialect.relation(tombstones)} as e where ${isAmong('e', delta)}`
    const events = `select ${columns} from ${dialect.relation(deaths)} union ${known}`
    const alive = `select ${key('e')}, e._change_seq, e._commit_ts from (${events}) as e left join ${dialect.relation(target)} as t on ${same('t', 'e')} where t.${names[0]} is null or ${isNewer('e', 't')}`
    const first = `select e.*, row_number() over (partition by ${key('e')} order by ${age('e').join(', ')}) as _tm_rank from ${dialect.relation(behind)} as e`
    return [
      { kind: 'create', as: 'scratch', into: behind, rows: query(alive) },
      { kind: 'create', as: 'scratch', into: graves, rows: query(`select * from (${first}) as f where _tm_rank = 1`) },
      execute(`delete from ${dialect.relation(tombstones)} using ${changed} as d where ${same(own(tombstones), 'd')}`),
      execute(
        `insert into ${dialect.relation(tombstones)} (${columns}) select ${columns} from ${dialect.relation(behind)}`,
      ),
      execute(
        `update ${dialect.relation(target)} set _deleted_at = null from ${changed} as d where ${same(own(target), 'd')} and ${own(target)}._deleted_at is not null`,
      ),
      // A source without commit times has nothing better than the time at which the deletion became known.
      execute(
        `update ${dialect.relation(target)} set _deleted_at = coalesce(g._commit_ts, ${dialect.utcNow}) from ${dialect.relation(graves)} as g where ${same(own(target), 'g')}`,
      ),
    ]
  }
}

function query(text: string): Rows {
  return { kind: 'query', sql: plainSql(text) }
}

/** The target's columns: a row's own change, and a flag. */
function imageRows(scratch: Scratch, flags: boolean): Rows {
  const { dialect } = scratch
  const delta = deltaIn(scratch)
  return {
    kind: 'columns',
    of: delta,
    alias: 't',
    leavesOut: [...carriedColumns, ...fateColumns],
    instead: new Map(),
    adds: [
      { name: '_change_seq', expression: 't._image_seq' },
      { name: '_commit_ts', expression: 't._image_ts' },
      ...(flags ? [{ name: '_deleted_at', expression: 'cast(null as timestamp)' }] : []),
    ],
    from: `${dialect.relation(delta)} as t where t._has_image`,
  }
}

/** Each key of a staging table that has a row for it. A row that this model's own query leaves out is out by its newest change. */
function latestChange({ scratch, keys, rows, keyColumns, ownColumns, staged, stagedKey, exits }: KeepDeletedInput) {
  const { dialect } = scratch
  const [keyed, given] = [scratch.table('keys'), scratch.table('rows')]
  const names = keyColumns.map(dialect.identifier)
  const marked = sql`select *, true as _tm_found from (${rows}) as author_rows`
  const found = (name: string) => `case when r._tm_found then s.${name} end`
  const mine = names.map((name) => `k.${name}`).join(', ')
  const both = `${dialect.relation(keyed)} as k join ${dialect.relation(staged)} as s on s._change_id = k._change_id`
  const isSame = stagedKey.map(dialect.identifier).map((name) => `x.${name} = s.${name}`)
  const isGiven = names.map((name) => `k.${name} = r.${name}`).join(' and ')
  return {
    actions: [scratchView(keyed, keys), scratchView(given, marked)] satisfies Action[],
    rows: {
      kind: 'columns',
      of: given,
      alias: 'r',
      leavesOut: ['_tm_found', ...fateColumns, ...ownColumns],
      instead: new Map(keyColumns.map((name, at) => [name.toLowerCase(), `k.${names[at]}`])),
      adds: [
        { name: '_op', expression: `case when k._op = 'D' or r._tm_found is null then 'D' else k._op end` },
        ...carriedColumns.slice(1).map((name) => ({ name, expression: `k.${name}` })),
        { name: '_has_image', expression: 'coalesce(r._tm_found, false)' },
        { name: '_image_seq', expression: found('_image_seq') },
        { name: '_image_ts', expression: found('_image_ts') },
      ],
      from: `${both} left join ${dialect.relation(given)} as r on ${isGiven}`,
    } satisfies Rows,
    exits: [
      ...(exits
        ? [
            `select ${mine}, x._change_seq, x._commit_ts from ${both} join ${dialect.relation(exits)} as x on ${isSame.join(' and ')}`,
          ]
        : []),
      `select ${mine}, k._change_seq, k._commit_ts from ${dialect.relation(keyed)} as k left join ${dialect.relation(given)} as r on ${isGiven} where k._op <> 'D' and r._tm_found is null`,
    ].join(' union all '),
  }
}

/** The same of a staging table that has every change. */
function everyChange(
  { scratch, keys, keyColumns, ownColumns, staged, stagedKey, orderBy, since }: KeepDeletedInput,
  every: NonNullable<KeepDeletedInput['every']>,
) {
  const { dialect } = scratch
  const [each, keyed] = [scratch.table('each'), scratch.table('keys')]
  const { age } = keyMatch(dialect, keyColumns, orderBy)
  const counts = since === null ? '' : ` where ${countsSince(since, (name) => `s.${name}`)}`
  const ordered = `select s.*, row_number() over (order by ${age('s').join(', ')}, s._change_id) as _position from ${dialect.relation(staged)} as s${counts}`
  return {
    actions: [
      { kind: 'create', as: 'scratch', into: each, rows: query(ordered) },
      ...fateActions({ scratch, each, keyColumns: stagedKey, ...every }),
      scratchView(keyed, keys),
    ] satisfies Action[],
    rows: fatedRows(scratch, keyed, keyColumns, ownColumns),
    exits: exitRows(scratch, keyColumns),
  }
}
