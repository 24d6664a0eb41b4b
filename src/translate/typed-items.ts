import { hasOwnType } from '../catalog/own-type.ts'
import type { SqlType } from '../catalog/types/sql-type.ts'
import { duckdbTypeName } from '../catalog/types/write-type.ts'
import { cast, simpleType } from '../sql/build.ts'
import { revised } from '../sql/node-forms.ts'
import { printExpression } from '../sql/printer.ts'
import type { Expression, OrderItem, Query, SelectItem } from '../sql/tree.ts'
import type { Translation } from './context.ts'

/**
 * What is selected may become a column of a table, so it takes the type of the author's engine: DuckDB's sum of whole
 * numbers has 128 bits, its mean of decimals is a double. What has that type anyway stays as it is.
 */
export function typedItem(item: SelectItem, translation: Translation): SelectItem {
  const { expression } = item
  const type = translation.exactTypeOf(expression)
  if (!type || hasOwnType(expression) || isSafe(type, translation)) return item
  const name = duckdbTypeName(type, translation.dialect)
  if (!name) return item
  const typed = cast(expression, simpleType(name, expression.span), expression.span)
  translation.setType(typed, type)
  return revised(item, { expression: typed })
}

/**
 * Texts, truths and bytes are the same everywhere; DuckDB has one type for all intervals; and a cast between Redshift's
 * kinds of moments would ask the session for its zone.
 */
function isSafe(type: SqlType, translation: Translation): boolean {
  switch (type.kind) {
    case 'string':
    case 'boolean':
    case 'binary':
    case 'interval':
    case 'super':
    case 'null':
      return true
    case 'time':
    case 'timestamp':
      return translation.dialect === 'redshift'
    case 'array':
      return type.element === null || holdsInterval(type.element)
    case 'map':
      return holdsInterval(type.key) || holdsInterval(type.value)
    case 'struct':
      return type.fields.some((field) => holdsInterval(field.type))
    default:
      return false
  }
}

function holdsInterval(type: SqlType | null): boolean {
  return type?.kind === 'interval' || (type?.kind === 'array' && holdsInterval(type.element))
}

/** Of distinct rows DuckDB orders by what is selected only, so the order says it in the same words. */
export function orderedByItems(query: Query): Query {
  const { body } = query
  if (query.orderBy.length === 0 || body.kind !== 'select' || !body.distinct) return query
  const casts = new Map<string, Expression>()
  for (const { expression } of body.items) {
    if (expression.kind === 'cast') casts.set(printExpression(expression.value, 'duckdb').text, expression)
  }
  const orderBy = query.orderBy.map((item): OrderItem => {
    const same = casts.get(printExpression(item.expression, 'duckdb').text)
    return same ? revised(item, { expression: same }) : item
  })
  return revised(query, { orderBy })
}
