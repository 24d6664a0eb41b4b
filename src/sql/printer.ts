import { writeExpression } from './print/expression.ts'
import { writeQuery } from './print/query.ts'
import { writeRelation } from './print/relation.ts'
import type { PrintedSql } from './print/source-map.ts'
import { styleOf } from './print/styles.ts'
import { typeText } from './print/type.ts'
import { type Printers, SqlWriter } from './print/writer.ts'
import type { Dialect } from './quote.ts'
import type { DataType, Expression, Query } from './tree.ts'

export { type PrintedSql, SourceMap } from './print/source-map.ts'

const printers: Printers = {
  query: writeQuery,
  relation: writeRelation,
  expression: writeExpression,
  type: typeText,
}

/**
 * The query as text of a dialect, with a map that leads each character back to the node it was printed for.
 * Only the writing changes (clauses, quotes, parentheses): what means something else in the dialect, or is missing
 * there, has to be rewritten in the tree before. A form that the dialect lacks is printed as it was read, for the engine
 * to refuse.
 */
export function printQuery(query: Query, dialect: Dialect): PrintedSql {
  const writer = new SqlWriter(styleOf(dialect), printers, query.span)
  writer.query(query)
  return writer.finish()
}

/** As `printQuery`, for an expression alone. */
export function printExpression(expression: Expression, dialect: Dialect): PrintedSql {
  const writer = new SqlWriter(styleOf(dialect), printers, expression.span)
  writer.expression(expression)
  return writer.finish()
}

/** `decimal(10, 2)`. */
export function printType(type: DataType, dialect: Dialect): string {
  return new SqlWriter(styleOf(dialect), printers, type.span).typeText(type)
}
