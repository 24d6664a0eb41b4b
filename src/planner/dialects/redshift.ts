import { typeName } from '../../catalog/types/write-type.ts'
import { quoteString } from '../../sql/quote.ts'
import type { PlannerDialect } from '../planner-dialect.ts'
import { plainSql, sql } from '../sql-text.ts'
import { isAmong, postgresPlanner } from './postgres.ts'

const { identifier } = postgresPlanner

const createScratch: PlannerDialect['createScratchView'] = ({ name }, rows) => [
  plainSql(`drop table if exists ${identifier(name)}`),
  sql`create temp table ${identifier(name)} as ${rows}`,
]

/** Amazon Redshift, whose words are PostgreSQL 8's: https://docs.aws.amazon.com/redshift/latest/dg/c_redshift-and-postgres-sql.html */
export const redshiftPlanner: PlannerDialect = {
  ...postgresPlanner,
  text: (value) => quoteString('redshift', value),
  // A temporary table has no schema that a statement could name.
  relation: ({ schema, name }) => (schema === '' ? identifier(name) : `${identifier(schema)}.${identifier(name)}`),
  sequenceOrder: (expression) =>
    `case when ${expression} ~ '^[0-9]{1,64}$' then lpad(${expression}, 64, '0') else coalesce(${expression}, '') end`,
  isAmong: (row, keys, columns, own = columns) =>
    isAmong(row, redshiftPlanner.relation(keys), columns.map(identifier), own.map(identifier)),
  // VARCHAR compares by its bytes.
  binaryText: (expression) => expression,
  textType: 'varchar',
  utcNow: "convert_timezone(current_setting('timezone'), 'UTC', getdate())",
  // Its transactions are serializable: one that has read what another changes cannot commit.
  lockRows: '',
  commitsOnTruncate: true,
  // SVV_RELATION_PRIVILEGES has users, groups and roles apart.
  grantsQuery: null,
  scratch: (name) => ({ schema: '', name }),
  createScratch,
  createScratchView: createScratch,
  dropScratch: ({ name }) => `drop table if exists ${identifier(name)}`,
  createTable: (into, rows) => [
    plainSql(`drop table if exists ${redshiftPlanner.relation(into)}`),
    sql`create table ${redshiftPlanner.relation(into)} as ${rows}`,
  ],
  createView: (into, query) => [
    plainSql(`drop view if exists ${redshiftPlanner.relation(into)}`),
    sql`create view ${redshiftPlanner.relation(into)} as ${query}`,
  ],
  typeName: (type) => typeName(type, 'redshift'),
}
