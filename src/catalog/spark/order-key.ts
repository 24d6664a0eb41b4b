import {
  array,
  call,
  caseWhen,
  column,
  isNotNull,
  isNull,
  lambda,
  nullValue,
  number,
  string,
  struct,
} from '../../sql/build.ts'
import type { Expression, Identifier, TextSpan } from '../../sql/tree.ts'
import type { SqlType } from '../types/sql-type.ts'

/**
 * What orders a value as Spark does: within a struct or an array a NULL comes first, where DuckDB puts it last. Null
 * where the value itself does, and for a type that is not known.
 */
export function orderKey(value: Expression, type: SqlType | null, depth = 1): Expression | null {
  const { span } = value
  switch (type?.kind) {
    case 'array': {
      const item = `_key${depth}`
      const part = keyPart(column(item, span), type.element, depth, span)
      return call('list_transform', [value, lambda([item], struct(part, span), span)], span)
    }
    case 'struct': {
      if (type.fields.length === 0) return null
      const whole = `_key${depth}`
      const fields = type.fields.flatMap((field, index) => {
        const named: Expression = {
          kind: 'field',
          span,
          value: column(whole, span),
          name: { kind: 'identifier', span, name: field.name, quoted: true },
        }
        return keyPart(named, field.type, depth, span).map(([name, part]) => [`${name}${index}`, part] as const)
      })
      const key = caseWhen([[isNull(column(whole, span), span), nullValue(span)]], struct(fields, span), span)
      const list = call('list_transform', [array([value], span), lambda([whole], key, span)], span)
      return { kind: 'subscript', span, value: list, index: number(1, span) }
    }
    default:
      return null
  }
}

function keyPart(
  value: Expression,
  type: SqlType | null,
  depth: number,
  span: TextSpan,
): readonly (readonly [string, Expression])[] {
  return [
    ['has', isNotNull(value, span)],
    ['is', orderKey(value, type, depth + 1) ?? value],
  ]
}

/** `greatest` and `least` of structs or arrays; null where the values order themselves. */
export function greatestByKey(
  name: 'max' | 'min',
  items: readonly Expression[],
  types: readonly (SqlType | null)[],
  span: TextSpan,
): Expression | null {
  const type = types.find((one) => one?.kind === 'array' || one?.kind === 'struct') ?? null
  return type && extremeOf(name, array(items, span), type, span)
}

/** The elements by their keys: `list_sort` of pairs, of which the value is kept. */
export function sortedByKey(list: Expression, type: SqlType | null, descending: boolean): Expression | null {
  const { span } = list
  const pairs = pairsOf(list, type, span)
  if (!pairs) return null
  const order = [string(descending ? 'DESC' : 'ASC', span), string(descending ? 'NULLS LAST' : 'NULLS FIRST', span)]
  return call(
    'list_transform',
    [call('list_sort', [pairs, ...order], span), lambda(['_pair'], pairValue(span), span)],
    span,
  )
}

/** The greatest or least element of a list by its key, NULLs left out. */
export function extremeOf(
  name: 'max' | 'min',
  list: Expression,
  type: SqlType | null,
  span: TextSpan,
): Expression | null {
  const present = call('list_filter', [list, lambda(['_item'], isNotNull(column('_item', span), span), span)], span)
  const pairs = pairsOf(present, type, span)
  if (!pairs) return null
  return { kind: 'field', span, value: call(`list_${name}`, [pairs], span), name: field('value', span) }
}

/** NULL stays NULL: its pair would not be. */
function pairsOf(list: Expression, type: SqlType | null, span: TextSpan): Expression | null {
  const item = column('_item', span)
  const key = orderKey(item, type)
  if (!key) return null
  const pair = struct(
    [
      ['key', key],
      ['value', item],
    ],
    span,
  )
  return call(
    'list_transform',
    [list, lambda(['_item'], caseWhen([[isNull(item, span), nullValue(span)]], pair, span), span)],
    span,
  )
}

function pairValue(span: TextSpan): Expression {
  return { kind: 'field', span, value: column('_pair', span), name: field('value', span) }
}

function field(name: string, span: TextSpan): Identifier {
  return { kind: 'identifier', span, name, quoted: true }
}
