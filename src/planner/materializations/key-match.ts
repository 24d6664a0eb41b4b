import { changeAge, type OrderBy } from '../../ingest/change-age.ts'
import type { Relation } from '../../manifest/relation.ts'
import type { PlannerDialect } from '../planner-dialect.ts'

/**
 * Conditions on the rows of one key in several tables. Keys are never NULL by then, so that equality will do.
 *
 * `own` is what DELETE and UPDATE call the table that they change: it has no alias, since Redshift takes none there.
 */
export function keyMatch(dialect: PlannerDialect, keyColumns: readonly string[], orderBy: OrderBy) {
  const names = keyColumns.map(dialect.identifier)
  const age = (row: string) => changeAge(orderBy, (name) => `${row}.${name}`, dialect)
  return {
    names,
    own: (table: Relation) => dialect.identifier(table.name),
    same: (one: string, other: string) => names.map((name) => `${one}.${name} = ${other}.${name}`).join(' and '),
    /** Whether a row has one of the keys there. With EXISTS, DuckDB does not leave out what a filter of the keys would. */
    isAmong: (row: string, keys: Relation) => {
      const [mine, others] = [names.map((name) => `${row}.${name}`), names.map((name) => `k.${name}`)]
      const one = mine.length === 1 ? mine.join() : `(${mine.join(', ')})`
      return `${one} in (select ${others.join(', ')} from ${dialect.relation(keys)} as k)`
    },
    age,
    isNewer: (one: string, other: string) => isGreater(age(one), age(other)),
  }
}

/** The comparison of rows, spelled out: not every engine has it. */
function isGreater([left = '', ...lefts]: readonly string[], [right = '', ...rights]: readonly string[]): string {
  if (lefts.length === 0) return `${left} > ${right}`
  return `(${left} > ${right} or (${left} = ${right} and ${isGreater(lefts, rights)}))`
}
