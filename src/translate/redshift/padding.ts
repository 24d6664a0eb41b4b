import type { FunctionGroup } from '../../catalog/entry.ts'
import { macroCall, nameOf } from '../../catalog/write.ts'
import { call, string } from '../../sql/build.ts'
import type { Call, Expression } from '../../sql/tree.ts'
import type { Translation } from '../context.ts'
import { superPart } from './super.ts'

/**
 * `char(n)` is filled up with blanks, which are cut off again wherever it becomes other text: in a cast, in `||`, and by
 * functions of texts.
 */
export function unpadded(value: Expression, translation: Translation): Expression {
  const type = translation.exactTypeOf(value)
  if (type?.kind !== 'string' || !type.padded) return value
  return call('rtrim', [value, string(' ', value.span)], value.span)
}

/** A value as the text that it becomes by itself: without padding, and numbers and instants as Redshift writes them. */
export function asText(value: Expression, translation: Translation): Expression {
  const type = translation.exactTypeOf(value)
  if (type?.kind === 'float') return floatText(value, type.bits)
  if (type?.kind === 'super') return macroCall('redshift_super_string', [value], value.span)
  if (type?.kind === 'timestamp' && type.zoned) return macroCall('redshift_text', [value], value.span)
  return unpadded(value, translation)
}

/** As many digits as are sure, which is where `extra_float_digits` stands by default. */
export function floatText(value: Expression, bits: 32 | 64): Expression {
  return macroCall(bits === 32 ? 'redshift_real_text' : 'redshift_double_text', [value], value.span)
}

const textGroups: ReadonlySet<FunctionGroup> = new Set(['strings', 'hashes', 'json'])
/** Functions that take texts, but not in the first place alone; and those that take none. */
const textPlaces: Readonly<Record<string, readonly number[]>> = {
  charindex: [0, 1],
  concat: [0, 1],
  octetindex: [0, 1],
  chr: [],
  from_varbyte: [],
  getbit: [],
  to_hex: [],
}

/** Functions that give SUPER values with numbers of their arguments. */
const keepsNumbers: ReadonlySet<string> = new Set([
  'array',
  'array_concat',
  'array_flatten',
  'json_serialize',
  'json_serialize_to_varbyte',
  'json_size',
  'object',
  'subarray',
])

export function withoutPadding(node: Call, group: FunctionGroup, translation: Translation): Call {
  if (!textGroups.has(group)) return node
  const places = group === 'json' ? [] : (textPlaces[nameOf(node)] ?? [0])
  const args = node.args.map((one, at) => {
    if (one.kind === 'named-argument') return one
    if (keepsNumbers.has(nameOf(node))) return superPart(unpadded(one, translation), translation)
    return places.includes(at) ? asText(one, translation) : unpadded(one, translation)
  })
  return args.some((one, at) => one !== node.args[at]) ? { ...node, args } : node
}
