import { binary, caseWhen, nullValue } from '../../sql/build.ts'
import type { Rewrite } from '../entry.ts'
import { decodeCase } from '../spark/rewrite-strings.ts'
import { recall, values } from '../write.ts'

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
