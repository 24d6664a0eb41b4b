import { countsSince, type OrderBy } from '../../ingest/change-age.ts'
import type { Relation } from '../../manifest/relation.ts'
import type { Scratch } from '../planner-dialect.ts'
import type { Action } from '../steps.ts'
import { columnsBut, execute } from './actions.ts'
import { keyMatch } from './key-match.ts'

/** The table of the changes that are set aside. */
export interface QuarantineInput {
  readonly table: Relation
  /** Empty where changes have no key: nothing then takes the place of one. */
  readonly keyColumns: readonly string[]
  readonly orderBy: OrderBy
  /** The time before which changes do not count, where the table was loaded again. */
  readonly since: string | null
  /** Tables that tell of each key the age of a change that was accepted, the newest among them; without keys the changes. */
  readonly known: readonly Relation[]
}

/**
 * Brings the table up to date with a batch: what is set aside comes in, and what a newer change of the key has taken the
 * place of, or is accepted by now, goes. Once the batch is in `known`; doing it again changes nothing.
 *
 * @param held the changes that the batch sets aside
 */
export function quarantineActions(
  scratch: Scratch,
  held: Relation,
  leavesOut: readonly string[],
  { table, keyColumns, orderBy, since, known }: QuarantineInput,
): readonly Action[] {
  const { dialect } = scratch
  const fresh = scratch.table('fresh')
  const { same, isNewer, own } = keyMatch(dialect, keyColumns, orderBy)
  const from = dialect.relation(table)
  const [answers, keyless] = keyColumns.length === 0 ? [[], known] : [known, []]
  const isPast = answers.map(
    (of) => `exists (select 1 from ${dialect.relation(of)} as s where ${same('s', 't')} and ${isNewer('s', 't')})`,
  )
  return [
    {
      kind: 'create',
      as: 'scratch',
      into: fresh,
      rows: columnsBut(dialect, held, leavesOut, isPast.length === 0 ? '' : ` where not (${isPast.join(' or ')})`),
    },
    { kind: 'create', as: 'missing-table', into: table, rows: columnsBut(dialect, fresh, [], ' where 1 = 0') },
    { kind: 'make-room', from: fresh, into: table, leavesOut: [], adds: true, views: [] },
    execute(`delete from ${from} where _change_id in (select _change_id from ${dialect.relation(held)})`),
    ...keyless.map((of) =>
      execute(`delete from ${from} where _change_id in (select _change_id from ${dialect.relation(of)})`),
    ),
    ...answers.map((of) =>
      execute(
        `delete from ${from} using ${dialect.relation(of)} as s where ${same(own(table), 's')} and not ${isNewer(own(table), 's')}`,
      ),
    ),
    ...(since === null ? [] : [execute(`delete from ${from} where not ${countsSince(since, (name) => name)}`)]),
    { kind: 'insert-matching', from: fresh, into: table, where: null, counts: false },
  ]
}

/** The table of the rows that are set aside of what a query gives. */
export interface RowQuarantineInput {
  readonly table: Relation
  readonly answered: AnsweredEntries
  /** Rows that somebody has let in, by `_change_id`; null where there are none. */
  readonly released: Relation | null
}

/** The entries that what the query gave answers, so that they go: all, or those with a key of one of some relations. */
export type AnsweredEntries = 'all' | { readonly keyColumns: readonly string[]; readonly by: readonly Relation[] }

/** The same for rows that a query gives and that are no changes. */
export function rowQuarantineActions(
  scratch: Scratch,
  held: Relation,
  leavesOut: readonly string[],
  { table, answered, released }: RowQuarantineInput,
): readonly Action[] {
  const { dialect } = scratch
  const fresh = scratch.table('fresh')
  const from = dialect.relation(table)
  const goes = [held, ...(released ? [released] : [])]
  const answers =
    answered === 'all'
      ? [execute(`delete from ${from}`)]
      : answered.by.map((of) =>
          execute(
            `delete from ${from} where ${dialect.isAmong(dialect.identifier(table.name), of, answered.keyColumns)}`,
          ),
        )
  return [
    { kind: 'create', as: 'scratch', into: fresh, rows: columnsBut(dialect, held, leavesOut) },
    { kind: 'create', as: 'missing-table', into: table, rows: columnsBut(dialect, fresh, [], ' where 1 = 0') },
    { kind: 'make-room', from: fresh, into: table, leavesOut: [], adds: true, views: [] },
    ...goes.map((of) =>
      execute(`delete from ${from} where _change_id in (select _change_id from ${dialect.relation(of)})`),
    ),
    ...answers,
    { kind: 'insert-matching', from: fresh, into: table, where: null, counts: false },
  ]
}
