import type { SqlType } from '../../catalog/types/sql-type.ts'
import type { QueryDialect } from '../../sql/dialects/syntax.ts'
import type { Column, Expression, Query, Star } from '../../sql/tree.ts'
import { analyseQuery } from '../analyse-query.ts'
import type { Catalog } from '../relation-columns.ts'
import type { Attribute, Resolution } from '../resolved.ts'
import { attributesOf } from '../shape.ts'
import { solveTypes } from './solve-types.ts'

/** The types that the author's engine gives to what a query says. Null where only unknown tables or functions can tell. */
export interface QueryTypes {
  typeOf(expression: Expression): SqlType | null
  /** What a star among a call's arguments stands for; undefined when its columns are not known. */
  starColumns(star: Star): readonly Column[] | undefined
  typeOfAttribute(attribute: Attribute): SqlType | null
  /** The names of the columns that a star gives first though its relations have others in front; null when it cannot be said. */
  leadersOf(star: Star): readonly string[] | null
  /** Of each column that comes out, as far as the columns are known. */
  readonly outputs: readonly (SqlType | null)[]
}

/** The same for a query alone. */
export function queryTypes(query: Query, dialect: QueryDialect, catalog: Catalog): QueryTypes {
  return inferTypes(analyseQuery(query, dialect, catalog))
}

/** The types of a query whose names have been resolved. */
export function inferTypes(resolution: Resolution): QueryTypes {
  const typeOf = solveTypes(resolution)
  return {
    typeOf,
    starColumns: (star) => resolution.starColumns.get(star),
    typeOfAttribute: typeOf,
    leadersOf: (star) => (resolution.leaders.has(star) ? (resolution.leaders.get(star) ?? null) : []),
    get outputs() {
      return attributesOf(resolution.query.shape).map(typeOf)
    },
  }
}
