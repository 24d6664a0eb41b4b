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
  isAmong: (row, keys, columns, own = columns) =>
    isAmong(row, postgresPlanner.relation(keys), columns.map(identifier), own.map(identifier)),
  textType: 'varchar',
  utcNow: "(now() at time zone 'UTC')",
  lockRows: ' for share',
  hasTransactions: true,
  changesRows: true,
  commitsOnTruncate: false,
  grantsQuery: ({ schema, name }) =>
    `select 'grant ' || a.privilege_type || ' on table ' || quote_ident(n.nspname) || '.' || quote_ident(c.relname) || ' to '` +
    ` || case when a.grantee = 0 then 'public' else quote_ident(r.rolname) end || case when a.is_grantable then ' with grant option' else '' end` +
    ` from pg_class as c join pg_namespace as n on n.oid = c.relnamespace cross join lateral aclexplode(c.relacl) as a left join pg_roles as r on r.oid = a.grantee` +
    ` where n.nspname = ${quoteString('postgres', schema)} and c.relname = ${quoteString('postgres', name)} and a.grantee <> c.relowner`,
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

/** IN, which is hashed, for keys without a NULL, and a comparison that is not for those with one. Redshift takes it too. */
export function isAmong(row: string, keys: string, names: readonly string[], own: readonly string[]): string {
  const mine = own.map((name) => `${row}.${name}`)
  const tuple = (parts: readonly string[]) => (parts.length === 1 ? parts[0] : `(${parts.join(', ')})`)
  const anyNull = mine.map((name) => `${name} is null`).join(' or ')
  const same = names.map((name, at) => `(k.${name} = ${mine[at]} or (k.${name} is null and ${mine[at]} is null))`)
  return (
    `(${tuple(mine)} in (select ${names.join(', ')} from ${keys})` +
    ` or ((${anyNull}) and exists (select 1 from ${keys} as k where ${same.join(' and ')})))`
  )
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
