import type { Rewrite } from '../entry.ts'
import { decodeCase } from '../spark/rewrite-strings.ts'
import { values } from '../write.ts'

/** `decode(x, a, 1, b, 2, 3)` as a `case`; NULL equals NULL. */
export const decodeResults: Rewrite = (node) => {
  const [operand, ...rest] = values(node)
  return operand ? decodeCase(node, operand, rest) : null
}
