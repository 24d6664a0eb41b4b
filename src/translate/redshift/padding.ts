import type { FunctionGroup } from '../../catalog/entry.ts'
import { call, string } from '../../sql/build.ts'
import { revised } from '../../sql/node-forms.ts'
import type { Call, Expression } from '../../sql/tree.ts'
import type { Translation } from '../context.ts'

/**
 * `char(n)` is filled up with blanks, which are cut off again wherever it becomes other text: in a cast, in `||`, and by
 * functions of texts.
 */
export function unpadded(value: Expression, translation: Translation): Expression {
  const type = translation.exactTypeOf(value)
  if (type?.kind !== 'string' || !type.padded) return value
  return call('rtrim', [value, string(' ', value.span)], value.span)
}

const textGroups: ReadonlySet<FunctionGroup> = new Set(['strings', 'hashes', 'json'])

export function withoutPadding(node: Call, group: FunctionGroup, translation: Translation): Call {
  if (!textGroups.has(group)) return node
  const args = node.args.map((one) => (one.kind === 'named-argument' ? one : unpadded(one, translation)))
  return args.some((one, at) => one !== node.args[at]) ? revised(node, { args }) : node
}
