import { readDuckdbType } from '../../catalog/types/read-duckdb-type.ts'
import { arrayType, mapType, type SqlType, structType, superType } from '../../catalog/types/sql-type.ts'
import { duckdbTypeName } from '../../catalog/types/write-type.ts'
import { relation } from '../../manifest/relation.ts'
import { quoteIdentifier, quoteString } from '../../sql/quote.ts'
import type { PlannerDialect } from '../planner-dialect.ts'
import { sql } from '../sql-text.ts'

const createScratch: PlannerDialect['createScratchView'] = ({ name }, rows) => [
  sql`create or replace temp table ${identifier(name)} as ${rows}`,
]

const identifier = (name: string) => quoteIdentifier('duckdb', name)

export const duckdbPlanner: PlannerDialect = {
  identifier,
  text: (value) => quoteString('duckdb', value),
  relation: ({ schema, name }) => `${identifier(schema)}.${identifier(name)}`,
  sequenceOrder: (expression) => `tidemill.change_order(${expression})`,
  binaryText: (expression) => expression,
  isAmong(row, keys, columns, own = columns) {
    const mine = own.map((name) => `${row}.${identifier(name)}`)
    const same = columns.map((name, at) => `k.${identifier(name)} is not distinct from ${mine[at]}`)
    return `exists (select 1 from ${duckdbPlanner.relation(keys)} as k where ${same.join(' and ')})`
  },
  textType: 'varchar',
  utcNow: "cast(now() at time zone 'UTC' as timestamp)",
  lockRows: '',
  hasTransactions: true,
  changesRows: true,
  commitsOnTruncate: false,
  grantsQuery: null,
  tableOptions: '',
  bindsViews: false,
  scratch: (name) => relation('temp', name),
  createScratch,
  createScratchView: createScratch,
  dropScratch: () => null,
  createTable: (into, rows) => [sql`create or replace table ${duckdbPlanner.relation(into)} as ${rows}`],
  createView: (into, query) => [sql`create or replace view ${duckdbPlanner.relation(into)} as ${query}`],
  typeName: duckdbTypeName,
  readType: (spelled, authors) => nestedType(spelled) ?? readDuckdbType(spelled, authors),
  widerType: (one, other) => ({
    query: `select typeof(united.value) from (select cast(null as ${one}) as value union all select cast(null as ${other})) as united limit 1`,
  }),
}

/** What a nested type is, if not what it is made of: the other engine takes its values as a whole. */
function nestedType(spelled: string): SqlType | null {
  if (spelled === 'JSON') return superType
  if (spelled.startsWith('STRUCT(')) return structType([])
  if (spelled.startsWith('MAP(')) return mapType(null, null)
  return /\[\d*\]$/.test(spelled) ? arrayType(null) : null
}
