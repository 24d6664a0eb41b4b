import type { SnapshotConfig } from '../../config/snapshot-config.ts'
import type { Relation } from '../../manifest/relation.ts'
import type { Scratch } from '../planner-dialect.ts'
import { plainSql } from '../sql-text.ts'
import type { Action, ColumnRows, SqlText } from '../steps.ts'
import { columnsBut, execute } from './actions.ts'
import { type ApplyInput, applyActions, deltaIn } from './apply.ts'
import { heldIn } from './judge.ts'
import { keyMatch } from './key-match.ts'
import { keyCheck } from './keyed-rows.ts'

export interface SnapshotInput extends ApplyInput {
  readonly keyColumns: readonly string[]
  readonly snapshot: SnapshotConfig
  /** The author's query: all rows there are. */
  readonly rows: SqlText
  /** A query of one value: what stands in the place of NULL while a version holds. */
  readonly validToCurrent: SqlText | null
}

/** The versions that a snapshot adds. */
export function takenIn(scratch: Scratch): Relation {
  return scratch.table('taken')
}

/**
 * Compares the rows of a query with the versions that hold, as dbt's snapshots do: what changed ends a version and begins
 * another, and what is gone is dealt with as `hard_deletes` says. A version never begins before the last one of its key
 * has ended, also when a row comes back with an old time of change.
 */
export function snapshotActions(input: SnapshotInput): readonly Action[] {
  const { scratch, target, keyColumns, snapshot, validToCurrent } = input
  const { dialect } = scratch
  const { hardDeletes, columns } = snapshot
  const name = (role: keyof typeof columns) => dialect.identifier(columns[role])
  const [source, taken, open, changed, ends, gone, deleted] = [
    deltaIn(scratch),
    takenIn(scratch),
    scratch.table('open'),
    scratch.table('changed'),
    scratch.table('ends'),
    scratch.table('gone'),
    scratch.table('deleted'),
  ]
  const { names, own, same, isAmong } = keyMatch(dialect, keyColumns, [])
  const table = (relation: Relation) => dialect.relation(relation)
  const rows = table(taken)
  const isOpen = (row: string) => {
    const validTo = `${row}.${name('validTo')}`
    return validToCurrent ? `(${validTo} is null or ${validTo} = (${validToCurrent.sql}))` : `${validTo} is null`
  }
  const keysOf = (row: string) => names.map((key) => `${row}.${key}`).join(', ')
  const recordsDeletes = hardDeletes === 'new_record'
  const isDeleted = recordsDeletes ? ` or o.${name('isDeleted')} = 'True'` : ''
  const isGone = (rows: Relation) => `not exists (select 1 from ${table(rows)} as s where ${same('s', 'o')})`
  // A row that is set aside is there.
  const aside = input.setsAside ? ` and ${isGone(heldIn(scratch))}` : ''
  const comparesAll = snapshot.strategy === 'check' && snapshot.checkCols === null
  return applyActions(input, {
    lays: [
      { kind: 'create', as: 'scratch', into: source, rows: { kind: 'query', sql: input.rows } },
      ...(input.setsAside?.corrects ?? []),
      keyCheck(dialect, source, keyColumns),
      { kind: 'create', as: 'scratch', into: taken, rows: takenRows(input, source) },
    ],
    rows: taken,
    leavesOut: [],
    prepares: [
      { kind: 'create', as: 'scratch', into: open, rows: columnsBut(dialect, target, [], ` where ${isOpen('t')}`) },
      ...(comparesAll ? [differing()] : []),
      create(
        changed,
        `select ${keysOf('c')} from ${rows} as c left join ${table(open)} as o on ${same('c', 'o')} where o.${names[0]} is null or ${isChanged()}${isDeleted}`,
      ),
      ...(hardDeletes === 'ignore'
        ? []
        : [
            create(
              gone,
              `select ${keysOf('o')} from ${table(open)} as o where ${isGone(source)}${aside}${recordsDeletes ? ` and coalesce(o.${name('isDeleted')}, 'False') <> 'True'` : ''}`,
            ),
          ]),
      execute(`delete from ${rows} where not ${isAmong(own(taken), changed)}`),
      create(
        ends,
        `select ${keysOf('t')}, max(t.${name('validTo')}) as ended_at from ${table(target)} as t where ${isAmong('t', taken)} and not ${isOpen('t')} group by ${keysOf('t')}`,
      ),
      execute(
        `update ${rows} set ${name('validFrom')} = e.ended_at from ${table(ends)} as e where ${same(own(taken), 'e')} and ${own(taken)}.${name('validFrom')} < e.ended_at`,
      ),
      ...(recordsDeletes
        ? [
            execute(
              `update ${rows} set ${name('validFrom')} = ${dialect.utcNow} from ${table(open)} as o where ${same(own(taken), 'o')} and o.${name('isDeleted')} = 'True' and ${own(taken)}.${name('validFrom')} < o.${name('validFrom')}`,
            ),
          ]
        : []),
      execute(`update ${rows} set ${name('scdId')} = ${scdId([...names, name('validFrom')])}`),
      ...(recordsDeletes ? [deletedAction()] : []),
    ],
    touched: { before: null, after: '1 = 0' },
    changes: [
      execute(
        `update ${table(target)} set ${name('validTo')} = c.${name('validFrom')} from ${rows} as c where ${same(own(target), 'c')} and ${isOpen(own(target))}`,
      ),
      ...(hardDeletes === 'ignore'
        ? []
        : [
            execute(
              `update ${table(target)} set ${name('validTo')} = ${dialect.utcNow} from ${table(gone)} as g where ${same(own(target), 'g')} and ${isOpen(own(target))}`,
            ),
          ]),
      { kind: 'insert-matching', from: taken, into: target, where: null, counts: true },
      ...(recordsDeletes
        ? [{ kind: 'insert-matching', from: deleted, into: target, where: null, counts: true } as const]
        : []),
    ],
  })

  function differingIn(): Relation {
    return scratch.table('differing')
  }

  /** Rows that are not among those that hold, by all columns that both have. */
  function differing(): Action {
    const all = columnsBut(dialect, source, [])
    return {
      kind: 'create',
      as: 'scratch',
      into: differingIn(),
      rows: all.kind === 'columns' ? { ...all, except: open } : all,
    }
  }

  function isChanged(): string {
    if (snapshot.strategy === 'timestamp')
      return `o.${name('validFrom')} < c.${dialect.identifier(snapshot.updatedAt ?? '')}`
    if (comparesAll) return isAmong('c', differingIn())
    const alike = (snapshot.checkCols ?? []).map((column) => {
      const [now, before] = ['c', 'o'].map((row) => `${row}.${dialect.identifier(column)}`)
      return `(${now} = ${before} or (${now} is null and ${before} is null))`
    })
    return `case when ${alike.join(' and ')} then 1 = 0 else 1 = 1 end`
  }

  /** A row that says that a key is gone, with the values that it had. */
  function deletedAction(): Action {
    const row: ColumnRows = {
      kind: 'columns',
      of: open,
      alias: 'o',
      leavesOut: [],
      instead: new Map([
        [columns.scdId, scdId([`o.${name('scdId')}`, dialect.utcNow])],
        [columns.updatedAt, dialect.utcNow],
        [columns.validFrom, dialect.utcNow],
        [columns.isDeleted, "cast('True' as varchar(5))"],
      ]),
      adds: [],
      from: `${table(open)} as o where ${isAmong('o', gone)}`,
    }
    return { kind: 'create', as: 'scratch', into: deleted, rows: row }
  }
}

/** Every row as the version that it would begin. */
function takenRows({ scratch, snapshot, validToCurrent }: SnapshotInput, source: Relation): ColumnRows {
  const { dialect } = scratch
  const { columns, updatedAt, hardDeletes } = snapshot
  const time = updatedAt === null ? dialect.utcNow : `s.${dialect.identifier(updatedAt)}`
  return {
    kind: 'columns',
    of: source,
    alias: 's',
    leavesOut: [],
    instead: new Map(),
    adds: [
      { name: columns.scdId, expression: 'cast(null as varchar(32))' },
      { name: columns.updatedAt, expression: time },
      { name: columns.validFrom, expression: time },
      {
        name: columns.validTo,
        expression: validToCurrent
          ? `case when 1 = 0 then ${time} else (${validToCurrent.sql}) end`
          : `case when 1 = 0 then ${time} end`,
      },
      ...(hardDeletes === 'new_record' ? [{ name: columns.isDeleted, expression: "cast('False' as varchar(5))" }] : []),
    ],
    from: `${dialect.relation(source)} as s`,
  }
}

/** dbt's: of the parts as text, with a bar between them. */
function scdId(parts: readonly string[]): string {
  return `md5(${parts.map((part) => `coalesce(cast(${part} as varchar), '')`).join(" || '|' || ")})`
}

function create(into: Relation, sql: string): Action {
  return { kind: 'create', as: 'scratch', into, rows: { kind: 'query', sql: plainSql(sql) } }
}
