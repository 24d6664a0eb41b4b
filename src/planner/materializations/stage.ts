import type { ChangeFiles } from '../../ingest/change-files.ts'
import { type Relation, relation } from '../../manifest/relation.ts'
import { type PlannerDialect, temporary } from '../planner-dialect.ts'
import { plainSql, sql } from '../sql-text.ts'
import type { Action, SqlText } from '../steps.ts'
import { keyedRows, temporaryName } from './keyed-rows.ts'

export const changes = relation(temporary, '_tm_changes')
/** The newest change of each key, deletions included. */
export const newest = relation(temporary, '_tm_newest')
/** What the author's query runs over: the newest image of each key (a deletion is none), or every change once. */
export const image = relation(temporary, '_tm_image')

export interface StageInput {
  readonly dialect: PlannerDialect
  readonly target: Relation
  readonly files: ChangeFiles
  readonly keep: 'latest' | 'all'
  readonly keyColumns: readonly string[]
  readonly ownColumns: readonly string[]
  /** `keep: latest`: the key expressions over `newest`, with `_op`, `_change_seq`, `_commit_ts` and `_change_id`. */
  readonly keys: SqlText
  /** The author's query over `image`. */
  readonly rows: SqlText
  /** `pre_hook` and `preactions`: they run again on each attempt. */
  readonly before: readonly SqlText[]
  readonly after: readonly SqlText[]
  readonly tests: readonly Action[]
  /** The ledger's statements that make the table known as the tool's own. */
  readonly record: readonly SqlText[]
}

/** Fills a staging table with one batch and nothing else. Each attempt starts again from the beginning. */
export function stageActions(input: StageInput): readonly Action[] {
  const name = input.dialect.relation(input.target)
  const read: Action = { kind: 'read-changes', from: input.files, into: changes }
  const staged = input.keep === 'all' ? everyChange(input) : latestRows(input)
  return [
    read,
    {
      kind: 'transaction',
      actions: [
        ...staged.actions,
        ...input.before.map(execute),
        { kind: 'execute', sql: sql`create or replace table ${name} as ${staged.query}`, counts: true },
        ...input.after.map(execute),
        ...input.tests,
        ...input.record.map(execute),
      ],
    },
    { kind: 'fault-point', name: 'staged' },
  ]
}

function latestRows(input: StageInput) {
  const keys = input.files.primaryKey.map(input.dialect.identifier).join(', ')
  const joined = keyedRows(input)
  return {
    actions: [
      pickChanges(input, newest, '', `partition by ${keys} order by _position desc`),
      pickChanges(input, image, " where _op <> 'D'", `partition by ${keys} order by _position desc`),
      ...joined.actions,
    ],
    query: joined.query,
  }
}

function everyChange(input: StageInput) {
  return { actions: [pickChanges(input, image, '', 'partition by _change_id order by _position')], query: input.rows }
}

/** The first change of each window. Their position is of no use after that, and `select *` must not bring it along. */
function pickChanges({ dialect }: StageInput, into: Relation, where: string, window: string): Action {
  return {
    kind: 'execute',
    sql: plainSql(
      `create or replace temp table ${temporaryName(dialect, into)} as select * exclude (_position) from ${dialect.relation(changes)}${where}` +
        ` qualify row_number() over (${window}) = 1`,
    ),
  }
}

function execute(text: SqlText): Action {
  return { kind: 'execute', sql: text }
}
