import { call, cast, string } from '../../sql/build.ts'
import type { Expression } from '../../sql/tree.ts'
import type { Rewrite, RewriteContext } from '../entry.ts'
import { macroCall, nameOf, values } from '../write.ts'

/**
 * A function of texts that takes bytes as well: `ofBytes` is the macro for those. What is not all bytes is text, in which
 * Spark's implicit cast reads bytes as UTF-8. `texts` counts the arguments that are of the kind.
 */
export function textOrBytesCall(ofBytes: string, ofTexts: string, textPlaces: readonly number[]): Rewrite {
  return (node, context) => {
    const args = values(node)
    const kinds = textPlaces.flatMap((place) => args[place] ?? [])
    if (kinds.length > 0 && kinds.every((value) => isBinary(value, context))) {
      return macroCall(ofBytes, args, node.span)
    }
    const texts = args.map((value, place) => (textPlaces.includes(place) ? asText(value, context) : value))
    return macroCall(ofTexts, texts, node.span)
  }
}

function isBinary(value: Expression, context: RewriteContext): boolean {
  return context.exactTypeOf(value)?.kind === 'binary'
}

/** Text as Spark writes the value; bytes are read as UTF-8. */
export function asText(value: Expression, context: RewriteContext): Expression {
  const type = context.exactTypeOf(value)
  if (type?.kind === 'string') return value
  if (type?.kind === 'binary') return call('decode', [value], value.span)
  return type === null ? cast(value, 'varchar', value.span) : context.cast(value, 'string', value.span)
}

/** `trim`, `ltrim` and `rtrim` name the characters first, `btrim` names them last; bytes become text. */
export const trimCall: Rewrite = (node, context) => {
  const args = values(node)
  const name = nameOf(node)
  const [subject, characters] = name === 'btrim' || args.length === 1 ? args : [args[1], args[0]]
  if (!subject) return null
  const { span } = node
  const chosen = characters ? asText(characters, context) : string(' ', span)
  return call(name.replace('btrim', 'trim'), [asText(subject, context), chosen], span)
}
