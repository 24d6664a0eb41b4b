import type { SqlType } from '../../catalog/types/sql-type.ts'
import { binary, identifier } from '../../sql/build.ts'
import { revised } from '../../sql/node-forms.ts'
import type { Column, Expression, Join, NestedRelation, SelectItem } from '../../sql/tree.ts'
import { walk } from '../../sql/walk.ts'
import type { Translation } from '../context.ts'
import { isWrittenOut, withName, writtenOut } from '../joined-stars.ts'
import { textComparison } from './blanks.ts'

/** Blanks at the end of texts do not count, and only a comparison of its own can leave them out. */
export function comparesKeys(left: SqlType | null, right: SqlType | null): boolean {
  return left?.kind === 'string' && right?.kind === 'string'
}

/** `a join b using (k)` as `a join b on rtrim(a.k) = rtrim(b.k)`, where `k` is a text. */
export function withWrittenKeys(node: Join, original: Join, translation: Translation): Join {
  const keys = translation.names.keysOf(original)
  if (!keys.some((key) => isWrittenOut(key, translation))) return node
  const { span } = node.condition ?? node
  let condition: Expression | null = null
  for (const { origin } of keys) {
    if (origin.kind !== 'using') continue
    const [left, right] = [writtenOut(origin.left, span, translation), writtenOut(origin.right, span, translation)]
    const same = textComparison(binary('=', left, right, span), translation)
    condition = condition ? binary('and', condition, same, span) : same
  }
  if (!condition) return node
  const [left, right] = [withName(node.left), withName(node.right)]
  return revised(node, { left, right, natural: false, condition: { kind: 'on', span, condition } })
}

/** The key `k` itself is the column of one side, or the first of both. */
export function withWrittenColumn(node: Column, original: Column, translation: Translation): Expression {
  const meaning = translation.names.attributeOf(original)
  // An item of the same select may be meant, where the target would look for a column first.
  const key = meaning?.item === null && meaning.origin.kind === 'same' ? meaning.origin.of : meaning
  if (key?.origin.kind !== 'using' || !isWrittenOut(key, translation)) return node
  const written = writtenOut(key, node.span, translation)
  const fields = translation.names.fieldsOf(original)
  return written.kind === 'column' && fields.length > 0 ? { ...written, parts: [...written.parts, ...fields] } : written
}

/** It keeps its name. */
export function withKeyName(node: SelectItem, original: SelectItem): SelectItem {
  const { expression } = original
  if (node.alias || expression.kind !== 'column' || node.expression === expression) return node
  const name = expression.parts.at(-1)
  return name ? revised(node, { alias: identifier(name.name, name.span, name.quoted) }) : node
}

/** An alias over a whole join gives out both keys under one name. */
export function checkKeys(node: NestedRelation, translation: Translation): void {
  if (!node.alias) return
  walk(node.relation, (inner) => {
    if (inner.kind === 'query') return 'skip'
    if (inner.kind !== 'join') return undefined
    const key = translation.names.keysOf(inner).find((one) => isWrittenOut(one, translation))
    if (key) {
      translation.refuse(inner.span, 'join … using', 'Write `(select * from … join … using (…)) as t`.')
      return 'skip'
    }
    return undefined
  })
}
