import { array, binary, caseWhen, nullValue } from '../../sql/build.ts'
import type { Rewrite } from '../entry.ts'
import { decodeCase } from '../spark/rewrite-strings.ts'
import { macroCall, recall, values } from '../write.ts'

/** `decode(x, a, 1, b, 2, 3)` as a `case`; NULL equals NULL. */
export const decodeResults: Rewrite = (node, context) => {
  const [operand, ...rest] = values(node)
  return operand ? decodeCase(node, operand, rest, context) : null
}

/** `nullif` says what `=` says: blanks at the end of texts do not count. */
export const noneWhereEqual: Rewrite = (node, context) => {
  const [value, other] = values(node)
  if (!value || !other) return null
  const same = binary('=', value, other, node.span)
  const compared = context.compare(same)
  if (compared === same) return recall(node, 'nullif')
  return caseWhen([[compared, nullValue(node.span)]], value, node.span)
}

/** Of texts the greatest or least is one without blanks at the end, which it keeps. */
export function extreme(name: 'greatest' | 'least'): Rewrite {
  return (node, context) => {
    const texts = values(node)
    const present = texts.filter(({ kind }) => kind !== 'null')
    const isOfTexts = present.every((text) => context.typeOf(text) === 'string' || text.kind === 'string')
    return isOfTexts && present.length > 1
      ? macroCall(`redshift_${name}_text`, [array(texts, node.span)], node.span)
      : recall(node, name)
  }
}

/** PostgreSQL compares `char(n)` so by itself, and would lose its padding in an array. */
export function extremeOnPostgres(name: 'greatest' | 'least'): Rewrite {
  return (node, context) => {
    const isPadded = values(node).some((text) => {
      const type = context.exactTypeOf(text)
      return type?.kind === 'string' && type.padded
    })
    return isPadded ? recall(node, name) : extreme(name)(node, context)
  }
}
