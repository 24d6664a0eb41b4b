import { badValuesColumn } from '../../ingest/change-files.ts'
import { quarantineColumns } from '../../manifest/quarantine.ts'
import type { Relation } from '../../manifest/relation.ts'
import { carriedColumns } from '../../manifest/system-columns.ts'
import type { Scratch } from '../planner-dialect.ts'
import { plainSql, sql } from '../sql-text.ts'
import type { Action, Rows, SqlText } from '../steps.ts'
import type { WrittenItem } from '../write-sql.ts'
import { scratchView } from './actions.ts'

/** How rows are told that fail the rules of a model. */
export interface Judge {
  /** What the rules are called, in the order of their conditions. */
  readonly rules: readonly string[]
  /** Those of them that judge the values of change files, which have `badValuesColumn` then. */
  readonly ofFiles: readonly number[]
  /** The condition of each over the rows of a relation: 1 where a row fails, else 0. Null where that is no condition. */
  conditions(of: Relation): readonly (WrittenItem | null)[]
  /** Has a rule without a condition look at the rows of a relation; what it leaves are those that fail, by `_change_id`. */
  findFailing(rule: number, of: Relation, into: Relation): Action
  /** Rows that somebody has let in, by `_change_id`. */
  readonly released: readonly string[]
  /** Columns without which a change is not let in, whoever says so. */
  readonly neededKey: readonly string[]
}

/** The rows that are set aside, with what each rule says of them, `_batch_id` and `_reason`. */
export function heldIn(scratch: Scratch): Relation {
  return scratch.table('held')
}

/** What stands behind FROM or JOIN as `b`: the batch (`_tm_batch`) that brought each change (`_tm_change`) first. */
export function batchOfEach({ dialect }: Scratch, changes: Relation): string {
  return `(select _change_id as _tm_change, min(_batch_id) as _tm_batch from ${dialect.relation(changes)} group by _change_id) as b`
}

/** The changes, or the rows, that are not set aside. */
export function acceptedIn(scratch: Scratch): Relation {
  return scratch.table('accepted')
}

/** The changes with values that are not of their types. */
export function badIn(scratch: Scratch): Relation {
  return scratch.table('bad')
}

/** All rows that a query gives, before they are judged. */
export function givenIn(scratch: Scratch): Relation {
  return scratch.table('given')
}

/** The ids of rows of this query that fail and that somebody has let in. */
export function letInIn(scratch: Scratch): Relation {
  return scratch.table('let_in')
}

/** Columns of the rows that are set aside which say what the rules found. */
export function verdictColumns({ rules }: Judge): readonly string[] {
  return rules.map((_, index) => verdictColumn(index))
}

export function verdictColumn(index: number): string {
  return `_tm_fails_${index}`
}

/**
 * Judges each change by itself, before the newest of a key is chosen: so it makes no difference where batches end. A
 * deletion fails no rule.
 *
 * @param changes every change, with `_change_id` and `_batch_id`
 * @param passing the author's query over those that are no deletions, with the system columns
 * @param keyed where rules judge the values of files: the keys of changes with bad ones, which the query may leave out
 */
export function judgeChanges(
  scratch: Scratch,
  judge: Judge,
  changes: Relation,
  passing: SqlText,
  keyed: { readonly keysOfBad: SqlText | null; readonly keyColumns: readonly string[] } | null = null,
): readonly Action[] {
  const { relation } = scratch.dialect
  const judged = scratch.table('judged')
  const { actions, into } = judgedRows(scratch, judge, judged)
  const batches = batchOfEach(scratch, changes)
  const released = judge.released.map(scratch.dialect.text)
  const notReleased = (row: string) => {
    if (released.length === 0) return ''
    const isWithout = judge.neededKey.map((name) => ` or ${row}.${scratch.dialect.identifier(name)} is null`)
    return ` and (${row}._change_id not in (${released.join(', ')})${isWithout.join('')})`
  }
  const heldIds = `(select distinct _change_id as _tm_held from ${relation(heldIn(scratch))}) as h`
  const isOfFiles = judge.ofFiles.length > 0
  const heldRows = scratch.table('held_rows')
  const values = !isOfFiles ? '' : ` left join ${badValuesOfEach(scratch)} on v._tm_bad = b._tm_change`
  const isBad = `${badValuesColumn} is not null and _op <> 'D'`
  return [
    ...(isOfFiles ? [scratchView(badIn(scratch), `select * from ${relation(changes)} where ${isBad}`)] : []),
    scratchView(judged, sql`select * from (${passing}) as author_rows`),
    ...actions,
    holds(scratch, judge, into, isOfFiles ? heldRows : heldIn(scratch), {
      batch: 'b._tm_batch',
      from: `${relation(into)} as j join ${batches} on b._tm_change = j._change_id${values} where j._op <> 'D' and ${failsAny(judge)}${notReleased('j')}`,
    }),
    ...(isOfFiles ? leftOutActions() : []),
    scratchView(
      acceptedIn(scratch),
      plainSql(
        `select c.* from ${relation(changes)} as c left join ${heldIds} on h._tm_held = c._change_id where h._tm_held is null`,
      ),
    ),
  ]

  /** Of a change whose bad value is NULL by now the author's query may give no row: it is set aside without one. */
  function leftOutActions(): readonly Action[] {
    const [keys, left] = [scratch.table('bad_keys'), scratch.table('left_out')]
    const { identifier } = scratch.dialect
    const keyColumns = keyed?.keysOfBad ? keyed.keyColumns : []
    const known = [...keyColumns, ...carriedColumns]
    const from = keyed?.keysOfBad ?? plainSql(`select ${carriedColumns.join(', ')} from ${relation(badIn(scratch))}`)
    return [
      scratchView(keys, sql`select distinct ${known.map(identifier).join(', ')} from (${from}) as keys`),
      {
        kind: 'create',
        as: 'scratch',
        into: left,
        rows: {
          ...columns(into),
          leavesOut: quarantineColumns,
          instead: new Map([
            ...known.map((name) => [name.toLowerCase(), `k.${identifier(name)}`] as const),
            ...judge.rules.map((_, rule) => [verdictColumn(rule), judge.ofFiles.includes(rule) ? '1' : '0'] as const),
          ]),
          adds: [
            { name: '_batch_id', expression: 'b._tm_batch' },
            {
              name: '_reason',
              expression: reason(scratch, judge, (rule) => (judge.ofFiles.includes(rule) ? '1' : '0')),
            },
          ],
          from:
            `${relation(keys)} as k join ${batches} on b._tm_change = k._change_id${values}` +
            ` left join ${relation(into)} as j on j._change_id = k._change_id where j._change_id is null${notReleased('k')}`,
        },
      },
      scratchView(heldIn(scratch), `select * from ${relation(heldRows)} union all select * from ${relation(left)}`),
    ]
  }
}

/** What stands behind JOIN as `v`: the bad values (`_tm_values`) of each change (`_tm_bad`) that has any. */
function badValuesOfEach(scratch: Scratch): string {
  return `(select _change_id as _tm_bad, min(${badValuesColumn}) as _tm_values from ${scratch.dialect.relation(badIn(scratch))} group by _change_id) as v`
}

/**
 * Judges the rows of a query as they are. One that is set aside gets an id of what it holds as `_change_id`: a row with the
 * same values is the same.
 */
export function judgeRows(
  scratch: Scratch,
  judge: Judge,
  rows: SqlText,
  columnNames: readonly string[],
  /** Rows as somebody has let them in, by `_change_id`: they are to be put in their place. */
  corrected: Relation | null,
  /** The batch that brings them; null where none does. */
  batch: string | null,
): readonly Action[] {
  const { identifier, relation, text, textType } = scratch.dialect
  const [given, judged] = [givenIn(scratch), scratch.table('judged')]
  const { actions, into } = judgedRows(scratch, judge, judged)
  // With their lengths, so that no two rows are spelled alike.
  const values = columnNames.map((name) => {
    const value = `cast(j.${identifier(name)} as ${textType})`
    return `coalesce(cast(length(${value}) as ${textType}) || ':' || ${value}, '-')`
  })
  const fails = failsAny(judge)
  const released = judge.released.map(text)
  const isReleased = released.length === 0 ? '1 = 0' : `j._change_id in (${released.join(', ')})`
  const isCorrected = corrected ? ` and j._change_id not in (select _change_id from ${relation(corrected)})` : ''
  return [
    { kind: 'create', as: 'scratch', into: given, rows: { kind: 'query', sql: rows } },
    {
      kind: 'create',
      as: 'scratch-view',
      into: judged,
      rows: {
        ...columns(given),
        adds: [{ name: '_change_id', expression: `md5(${values.join(' || ')})` }],
        from: `${relation(given)} as j`,
      },
    },
    ...actions,
    holds(scratch, judge, into, heldIn(scratch), {
      batch: `cast(${batch === null ? 'null' : text(batch)} as ${textType})`,
      from: `${relation(into)} as j where ${fails} and not (${isReleased})`,
    }),
    {
      kind: 'create',
      as: 'scratch-view',
      into: acceptedIn(scratch),
      rows: {
        ...columns(into),
        leavesOut: [...verdictColumns(judge), '_change_id'],
        from: `${relation(into)} as j where not ${fails} or (${isReleased}${isCorrected})`,
      },
    },
    scratchView(letInIn(scratch), `select j._change_id from ${relation(into)} as j where ${fails} and ${isReleased}`),
  ]
}

/** Keeps the rows that fail, with the batch that brought them and the rules that they fail. */
function holds(
  scratch: Scratch,
  judge: Judge,
  judged: Relation,
  into: Relation,
  { batch, from }: { readonly batch: string; readonly from: string },
): Action {
  const adds = [
    { name: '_batch_id', expression: batch },
    { name: '_reason', expression: reason(scratch, judge) },
  ]
  return { kind: 'create', as: 'scratch', into, rows: { ...columns(judged), leavesOut: quarantineColumns, adds, from } }
}

/** Conditions that are asked of a relation in the same way stand side by side; others are asked of what that gives. */
function judgedRows(scratch: Scratch, judge: Judge, from: Relation): { actions: readonly Action[]; into: Relation } {
  const actions: Action[] = []
  let [of, at] = [from, 0]
  while (at < judge.rules.length) {
    const [first, ...others] = judge.conditions(of).slice(at)
    const into = scratch.table(`judged_by_${at}`)
    if (!first) {
      actions.push(...judgedByIds(scratch, judge, at, of, into))
      of = into
      at += 1
      continue
    }
    const together = [first]
    for (const item of others) {
      if (!item || item.before !== first.before || item.after !== first.after) break
      together.push(item)
    }
    const items = together.reduce<SqlText>(
      (list, { item }, index) => sql`${list}, ${item} as ${verdictColumn(at + index)}`,
      plainSql('*'),
    )
    actions.push(scratchView(into, sql`${first.before}${items}${first.after}`))
    of = into
    at += together.length
  }
  return { actions, into: of }
}

function judgedByIds(scratch: Scratch, judge: Judge, rule: number, of: Relation, into: Relation): readonly Action[] {
  const { relation } = scratch.dialect
  const isOfFiles = judge.ofFiles.includes(rule)
  const failing = isOfFiles ? badIn(scratch) : scratch.table(`failing_${rule}`)
  const ids = `(select distinct _change_id as _tm_failing from ${relation(failing)}) as f`
  const verdict = `case when f._tm_failing is null then 0 else 1 end as ${verdictColumn(rule)}`
  return [
    ...(isOfFiles ? [] : [judge.findFailing(rule, of, failing)]),
    scratchView(
      into,
      plainSql(`select j.*, ${verdict} from ${relation(of)} as j left join ${ids} on f._tm_failing = j._change_id`),
    ),
  ]
}

function failsAny(judge: Judge): string {
  return `(${verdictColumns(judge)
    .map((name) => `j.${name} = 1`)
    .join(' or ')})`
}

/** The names of all rules that a row fails, with values that are not of their types. `verdict`: 1 where it fails a rule. */
function reason({ dialect }: Scratch, judge: Judge, verdict = (rule: number) => `j.${verdictColumn(rule)}`): string {
  const names = judge.rules.map((name, rule) => {
    const told = judge.ofFiles.includes(rule) ? ` || ' (' || v._tm_values || ')'` : ''
    return `case when ${verdict(rule)} = 1 then ${dialect.text(`, ${name}`)}${told} else '' end`
  })
  return `substring(${names.join(' || ')}, 3)`
}

function columns(of: Relation) {
  return {
    kind: 'columns',
    of,
    alias: 'j',
    leavesOut: [],
    instead: new Map(),
    adds: [],
  } as const satisfies Partial<Rows>
}
