import { madeSequencePrefix } from '../ingest/change-age.ts'
import type { Relation } from '../manifest/relation.ts'
import type { PlannerDialect } from './planner-dialect.ts'

/** Two tables that should have the same rows. */
export interface TablePair {
  readonly live: Relation
  readonly rebuilt: Relation
  /** Columns that are compared, with their types as the database spells them. */
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  readonly keyColumns: readonly string[]
  readonly where: string | null
  /** Between 0 and 1: of which share of the keys. */
  readonly share: number
}

export interface DifferenceTables {
  /** Rows that only the live table has, and rows that only its rebuild has. */
  readonly extra: Relation
  readonly missing: Relation
}

/** Statements that lay out which rows only one of the tables has, as often as it has them more. */
export function differenceStatements(dialect: PlannerDialect, pair: TablePair, into: DifferenceTables): string[] {
  const list = pair.columns.map(({ name, type }) => comparable(dialect, name, type)).join(', ')
  const conditions = [
    ...(pair.where === null ? [] : [pair.where]),
    ...(pair.share < 1 ? [isInShare(dialect, pair)] : []),
  ]
  const where = conditions.length === 0 ? '' : ` where ${conditions.join(' and ')}`
  const rowsOf = (relation: Relation) => `select ${list} from ${dialect.relation(relation)}${where}`
  const lay = (name: Relation, one: Relation, other: Relation) => {
    const rows = { sql: `${rowsOf(one)} except all ${rowsOf(other)}`, pieces: [] }
    return (dialect.createScratch?.(name, rows) ?? []).map((statement) => statement.sql)
  }
  return [...lay(into.extra, pair.live, pair.rebuilt), ...lay(into.missing, pair.rebuilt, pair.live)]
}

/**
 * A sum of floating-point numbers depends on the order in which they are added, so that only the digits are compared that
 * do not. JSON has no order in some databases. A sequence that was made for a change holds the file that it came in, and
 * the same change may come in several.
 */
function comparable({ identifier }: PlannerDialect, name: string, type: string): string {
  const column = identifier(name)
  if (/^(?:double|double precision|float8?|real)$/i.test(type)) return `cast(${column} as real) as ${column}`
  if (name === '_change_seq')
    return `case when ${column} like '${madeSequencePrefix}%' then '${madeSequencePrefix}' else ${column} end as ${column}`
  if (/^jsonb?$/i.test(type)) return `cast(${column} as varchar) as ${column}`
  return column
}

/** Keys are chosen by a hash of their text, so that both tables give the same ones. */
function isInShare({ identifier }: PlannerDialect, { keyColumns, columns, share }: TablePair): string {
  const of = keyColumns.length > 0 ? keyColumns : columns.map(({ name }) => name)
  const text = of.map((name) => `coalesce(cast(${identifier(name)} as varchar), '')`).join(" || '|' || ")
  const limit = Math.max(1, Math.round(share * 16 ** 6))
  return `substring(md5(${text}), 1, 6) < '${limit.toString(16).padStart(6, '0')}'`
}
