import { string } from '../../sql/build.ts'
import type { Expression } from '../../sql/tree.ts'
import type { Rewrite } from '../entry.ts'
import { macroCall, recall, values } from '../write.ts'

/** SUPER has neither dates nor times. */
export function superParts(name: string): Rewrite {
  return (node, context) => {
    for (const value of values(node)) {
      const kind = context.exactTypeOf(value)?.kind
      if (kind !== 'date' && kind !== 'time' && kind !== 'timestamp') continue
      context.reject(value.span, `Redshift casts no ${kind} to super.`, 'Cast it to varchar before.')
      return null
    }
    return recall(node, name)
  }
}

/** A last argument of `true` makes text that is no JSON NULL instead of an error. */
export function withoutFlag(args: readonly Expression[]): {
  readonly rest: readonly Expression[]
  readonly lenient: boolean
} {
  const last = args.at(-1)
  return last?.kind === 'boolean' ? { rest: args.slice(0, -1), lenient: last.value } : { rest: args, lenient: false }
}

export const jsonPathText: Rewrite = (node, context) => {
  const { rest, lenient } = withoutFlag(values(node))
  const [json, ...keys] = rest
  if (!json) return null
  let path = '$'
  for (const key of keys) {
    if (key.kind !== 'string') return context.refuse(key.span, 'On DuckDB the keys must be literals.')
    path += /^\d+$/.test(key.value) ? `[${key.value}]` : `."${key.value.replaceAll('"', '\\"')}"`
  }
  const name = lenient ? 'redshift_json_text_or_null' : 'redshift_json_text'
  return macroCall(name, [json, string(path, node.span)], node.span)
}

export const jsonArrayElement: Rewrite = (node) => {
  const { rest, lenient } = withoutFlag(values(node))
  const [json, index] = rest
  if (!json || !index) return null
  return macroCall(lenient ? 'redshift_json_item_or_null' : 'redshift_json_item', [json, index], node.span)
}
