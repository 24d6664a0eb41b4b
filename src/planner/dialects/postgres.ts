import { commonOfTwo } from '../../catalog/types/common-type.ts'
import { readSqlType } from '../../catalog/types/read-type.ts'
import type { SqlType } from '../../catalog/types/sql-type.ts'
import { superType } from '../../catalog/types/sql-type.ts'
import { postgresTypeName } from '../../catalog/types/write-type.ts'
import { relation } from '../../manifest/relation.ts'
import { quoteIdentifier, quoteString } from '../../sql/quote.ts'
import type { PlannerDialect } from '../planner-dialect.ts'
import { plainSql, sql } from '../sql-text.ts'

const identifier = (name: string) => quoteIdentifier('postgres', name)

const createScratch: PlannerDialect['createScratchView'] = ({ name }, rows) => [
  plainSql(dropScratch(name)),
  sql`create temp table ${identifier(name)} as ${rows}`,
]

export const postgresPlanner: PlannerDialect = {
  identifier,
  text: (value) => quoteString('postgres', value),
  relation: ({ schema, name }) => `${identifier(schema)}.${identifier(name)}`,
  sequenceOrder: (expression) =>
    binaryText(
      `case when ${expression} ~ '^[0-9]{1,64}$' then lpad(${expression}, 64, '0') else coalesce(${expression}, '') end`,
    ),
  binaryText,
  utcNow: "(now() at time zone 'UTC')",
  hasTransactions: true,
  changesRows: true,
  commitsOnTruncate: false,
  tableOptions: '',
  bindsViews: true,
  scratch: (name) => relation('pg_temp', name),
  createScratch,
  createScratchView: createScratch,
  dropScratch: ({ name }) => dropScratch(name),
  createTable: (into, rows) => [
    plainSql(`drop table if exists ${postgresPlanner.relation(into)}`),
    sql`create table ${postgresPlanner.relation(into)} as ${rows}`,
  ],
  // CREATE OR REPLACE VIEW takes new columns at the end only.
  createView: (into, query) => [
    plainSql(`drop view if exists ${postgresPlanner.relation(into)}`),
    sql`create view ${postgresPlanner.relation(into)} as ${query}`,
  ],
  typeName: postgresTypeName,
  readType,
  widerType(one, other) {
    const [left, right] = [readType(one), readType(other)]
    const wider = left && right && commonOfTwo(left, right, 'redshift')
    return { type: (wider && postgresTypeName(wider)) ?? 'text' }
  },
}

/** A session's tables of an earlier step are still there: connections are used again. */
function dropScratch(name: string): string {
  return `drop table if exists pg_temp.${identifier(name)}`
}

/** A collation may hold `-` for nothing, and order letters by language. */
function binaryText(expression: string): string {
  return `(${expression}) collate "C"`
}

function readType(spelled: string): SqlType | null {
  return spelled === 'jsonb' || spelled === 'json' ? superType : readSqlType(spelled, 'redshift')
}
