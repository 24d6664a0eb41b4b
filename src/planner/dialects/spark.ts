import { commonOfTwo } from '../../catalog/types/common-type.ts'
import { readSqlType } from '../../catalog/types/read-type.ts'
import { typeName } from '../../catalog/types/write-type.ts'
import { quoteIdentifier, quoteString } from '../../sql/quote.ts'
import type { PlannerDialect } from '../planner-dialect.ts'
import { plainSql, sql } from '../sql-text.ts'

const identifier = (name: string) => quoteIdentifier('spark', name)

/** Without transactions a relation may be there before the ledger knows of it; this tells that it is ours. */
const mark = "tblproperties ('made_by' = 'tidemill')"

export const sparkPlanner: PlannerDialect = {
  identifier,
  text: (value) => quoteString('spark', value),
  // A temporary view has no schema.
  relation: ({ schema, name }) => (schema === '' ? identifier(name) : `${identifier(schema)}.${identifier(name)}`),
  sequenceOrder: (expression) =>
    `case when ${expression} rlike '^[0-9]{1,64}\\\\z' then lpad(${expression}, 64, '0') else coalesce(${expression}, '') end`,
  binaryText: (expression) => expression,
  isAmong(row, keys, columns, own = columns) {
    const mine = own.map((name) => `${row}.${identifier(name)}`)
    const same = columns.map((name, at) => `k.${identifier(name)} <=> ${mine[at]}`)
    return `exists (select 1 from ${sparkPlanner.relation(keys)} as k where ${same.join(' and ')})`
  },
  textType: 'string',
  utcNow: "to_utc_timestamp(current_timestamp(), 'UTC')",
  lockRows: '',
  hasTransactions: false,
  changesRows: false,
  commitsOnTruncate: false,
  grantsQuery: null,
  tableOptions: ` using parquet ${mark}`,
  bindsViews: false,
  // All statements share one session, so that the names of steps which run side by side must differ.
  scratch: (name, step) => ({ schema: '', name: `${name}_${step}` }),
  createScratch: null,
  // Each table that is kept costs a job; what is kept is the end of a chain of these.
  createScratchView: ({ name }, rows) => [sql`create or replace temporary view ${identifier(name)} as ${rows}`],
  dropScratch: ({ name }) => dropScratch(name),
  createTable: (into, rows) => [
    plainSql(`drop table if exists ${sparkPlanner.relation(into)}`),
    sql`create table ${sparkPlanner.relation(into)}${sparkPlanner.tableOptions} as ${rows}`,
  ],
  createView: (into, query) => [sql`create or replace view ${sparkPlanner.relation(into)} ${mark} as ${query}`],
  typeName: (type) => typeName(type, 'spark'),
  readType: (spelled) => readSqlType(spelled, 'spark'),
  widerType(one, other) {
    const [left, right] = [readSqlType(one, 'spark'), readSqlType(other, 'spark')]
    const wider = left && right && commonOfTwo(left, right, 'spark')
    return { type: wider ? typeName(wider, 'spark') : 'string' }
  },
}

function dropScratch(name: string): string {
  return `drop view if exists ${identifier(name)}`
}
