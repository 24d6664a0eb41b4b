import { call, cast, string } from '../../sql/build.ts'
import type { Call, Expression, TextSpan } from '../../sql/tree.ts'
import type { Rewrite, RewriteContext } from '../entry.ts'
import { joined, macroCall, recall, values } from '../write.ts'

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

/** Whether a value has numbers that DuckDB would write in another way when it puts it into JSON. */
function keepsDigits(value: Expression, context: RewriteContext): boolean {
  const type = context.exactTypeOf(value)
  return type?.kind === 'super' || (type?.kind === 'decimal' && type.scale > 0)
}

/** The value as JSON text. */
function jsonOf(value: Expression, context: RewriteContext): Expression {
  const json = keepsDigits(value, context) ? value : call('to_json', [value], value.span)
  return call('coalesce', [cast(json, 'varchar', value.span), string('null', value.span)], value.span)
}

function superOf(parts: readonly Expression[], span: TextSpan): Expression {
  return cast(joined(parts, span), 'json', span)
}

export const superList: Rewrite = (node, context) => {
  const plain = superParts('json_array')(node, context)
  const items = values(node)
  if (!plain || !items.some((item) => keepsDigits(item, context))) return plain
  const { span } = node
  const parts = items.flatMap((item, at) => [...(at > 0 ? [string(',', span)] : []), jsonOf(item, context)])
  return superOf([string('[', span), ...parts, string(']', span)], span)
}

export const superObject: Rewrite = (node, context) => {
  const plain = superParts('json_object')(node, context)
  const pairs = values(node)
  if (!plain || pairs.length % 2 === 1 || !pairs.some((item) => keepsDigits(item, context))) return plain
  const { span } = node
  const parts = pairs.flatMap((item, at) => {
    if (at % 2 === 1) return [string(':', span), jsonOf(item, context)]
    return [...(at > 0 ? [string(',', span)] : []), jsonOf(cast(item, 'varchar', item.span), context)]
  })
  return superOf([string('{', span), ...parts, string('}', span)], span)
}

/** Of NULL it is the text `null`. */
export const superText: Rewrite = (node) => {
  const [value] = values(node)
  return value ? serialized(value, node) : null
}

export const superBytes: Rewrite = (node) => {
  const [value] = values(node)
  return value ? call('encode', [serialized(value, node)], node.span) : null
}

export const superSize: Rewrite = (node) => {
  const [value] = values(node)
  if (!value) return null
  const bytes = call('octet_length', [call('encode', [jsonText(value, node)], node.span)], node.span)
  return cast(bytes, 'integer', node.span)
}

function serialized(value: Expression, node: Call): Expression {
  return call('coalesce', [jsonText(value, node), string('null', node.span)], node.span)
}

function jsonText(value: Expression, { span }: Call): Expression {
  return macroCall('redshift_super_json', [value], span)
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
