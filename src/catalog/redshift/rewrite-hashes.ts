import { call, cast, number } from '../../sql/build.ts'
import type { Expression } from '../../sql/tree.ts'
import type { Rewrite, RewriteContext } from '../entry.ts'
import { macroCall, values } from '../write.ts'

/** Of a number its bytes, the least first; of a text those of UTF-8. How other types are kept nobody has said. */
export const fnvHash: Rewrite = (node, context) => {
  const [value, seed] = values(node)
  if (!value) return null
  const bytes = bytesOf(value, context)
  if (!bytes) return context.refuse(value.span, 'On DuckDB it takes whole numbers, booleans and texts.')
  return macroCall('fnv1a', seed ? [bytes, seed] : [bytes, number('-3750763034362895579', node.span)], node.span)
}

/** DuckDB has the digest of 256 bits alone; 0 asks for the same. */
export const sha2Digest: Rewrite = (node, context) => {
  const [text, bits] = values(node)
  if (!text || !bits) return null
  if (bits.kind !== 'number' || !['0', '256'].includes(bits.digits)) {
    return context.refuse(bits.span, 'On DuckDB SHA-2 has 256 bits.')
  }
  return call('sha256', [cast(text, 'varchar', text.span)], node.span)
}

function bytesOf(value: Expression, context: RewriteContext): Expression | null {
  const type = context.exactTypeOf(value)
  const { span } = value
  switch (type?.kind) {
    case 'integer':
      return macroCall('bytes_of_number', [value, number(type.bits / 8, span)], span)
    case 'boolean':
      return macroCall('bytes_of_number', [cast(value, 'integer', span), number(1, span)], span)
    case 'string':
    case 'null':
      return macroCall('bytes_of_text', [cast(value, 'varchar', span)], span)
    default:
      return null
  }
}
