import { mergeAliases } from '../../manifest/nodes.ts'
import type { Relation } from '../../manifest/relation.ts'
import type { PlannerDialect } from '../planner-dialect.ts'
import { plainSql, sql } from '../sql-text.ts'
import type { SqlText } from '../steps.ts'

/** What limits, beside their keys, the rows of a target that new rows may take the place of. */
export interface RowLimit {
  /** The condition, with the target called `row`; it calls the new rows by dbt's alias. */
  condition(row: string): SqlText
  readonly readsNewRows: boolean
}

/**
 * Which rows of a target the new rows take the place of: a condition on the row that it is given.
 *
 * @param newRows where the new rows lie
 * @param keys where their keys lie, each once
 * @param isUnique no key of the new rows is NULL; else NULL is a key like any other
 */
export function matchedRows(
  dialect: PlannerDialect,
  {
    newRows,
    keys,
    keyColumns,
    isUnique,
  }: {
    readonly newRows: Relation
    readonly keys: Relation
    readonly keyColumns: readonly string[]
    readonly isUnique: boolean
  },
  limit: RowLimit | null,
): (row: string) => SqlText {
  const isAmong = (row: string) => dialect.isAmong(dialect.identifier(row), keys, keyColumns)
  if (!limit) return (row) => plainSql(isAmong(row))
  if (!limit.readsNewRows) return (row) => sql`${isAmong(row)} and (${limit.condition(row)})`
  return (row) => {
    const same = keyColumns.map(dialect.identifier).map((name) => {
      const [mine, other] = [`${dialect.identifier(row)}.${name}`, `${mergeAliases.newRows}.${name}`]
      // An equality alone is what every engine joins by.
      return isUnique ? `${mine} = ${other}` : `(${mine} = ${other} or (${mine} is null and ${other} is null))`
    })
    const from = `${dialect.relation(newRows)} as ${mergeAliases.newRows}`
    return sql`exists (select 1 from ${from} where ${same.join(' and ')} and (${limit.condition(row)}))`
  }
}
