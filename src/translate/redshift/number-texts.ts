import { cast } from '../../sql/build.ts'
import { revised } from '../../sql/node-forms.ts'
import type { Between, Binary, Expression, InList } from '../../sql/tree.ts'
import type { Translation } from '../context.ts'
import { floatText } from './padding.ts'

/**
 * "Type compatibility and conversion" of the guide: beside a text a number that is no decimal becomes text, so that
 * `'007'` in a column is not 7. A quoted literal is none yet, and is read as the number.
 */
export function withNumberText(node: Binary, translation: Translation): Binary {
  const [left, right] = asTexts([node.left, node.right], translation)
  return left === node.left && right === node.right
    ? node
    : revised(node, { left: left ?? node.left, right: right ?? node.right })
}

export function withListedTexts(node: InList, translation: Translation): InList {
  const [value, ...items] = asTexts([node.value, ...node.items], translation)
  const isSame = value === node.value && items.every((item, at) => item === node.items[at])
  return isSame ? node : revised(node, { value: value ?? node.value, items })
}

export function withRangedTexts(node: Between, translation: Translation): Between {
  const [value, low, high] = asTexts([node.value, node.low, node.high], translation)
  const isSame = value === node.value && low === node.low && high === node.high
  return isSame ? node : revised(node, { value: value ?? node.value, low: low ?? node.low, high: high ?? node.high })
}

function asTexts(values: readonly Expression[], translation: Translation): readonly Expression[] {
  const isText = (value: Expression) => value.kind !== 'string' && translation.typeOf(value) === 'string'
  if (!values.some(isText)) return values
  return values.map((value) => {
    const type = translation.exactTypeOf(value)
    if (type?.kind !== 'integer' && type?.kind !== 'float') return value
    const text = type.kind === 'float' ? floatText(value, type.bits) : cast(value, 'varchar', value.span)
    translation.setType(text, { kind: 'string', length: null, padded: false })
    return text
  })
}
