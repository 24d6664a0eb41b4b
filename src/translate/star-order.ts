import type { QueryTypes } from '../analysis/types/infer-types.ts'
import { findFunction } from '../catalog/functions.ts'
import { nameOf } from '../catalog/write.ts'
import { identifier } from '../sql/build.ts'
import { revised } from '../sql/node-forms.ts'
import type { Argument, Call, Select, SelectItem, Star } from '../sql/tree.ts'
import type { Translation } from './context.ts'

/**
 * `key, * exclude (key)` for the star of a join with `using`, which puts the key first; DuckDB leaves it where the left
 * side has it.
 */
export function withLeaders(
  node: Select,
  original: Select,
  types: Pick<QueryTypes, 'leadersOf'>,
  translation: Translation,
): Select {
  const items = node.items.flatMap((item, at): readonly SelectItem[] => {
    const star = original.items[at]?.expression
    const { expression, span } = item
    if (star?.kind !== 'star' || expression.kind !== 'star') return [item]
    const written = new Set(expression.except.map(({ name }) => name.toLowerCase()))
    const leaders = types.leadersOf(star)
    if (leaders === null) {
      translation.refuse(span, '*', 'Here `using` moves its columns: write the columns, in the order that you want.')
      return [item]
    }
    const names = leaders.filter((name) => !written.has(name)).map((name) => identifier(name, span, true))
    if (names.length === 0) return [item]
    const columns = names.map((name): SelectItem => {
      const value = { kind: 'column' as const, span, parts: [...expression.qualifier, name] }
      return { kind: 'select-item', span, expression: value, alias: null, columnAliases: [] }
    })
    return [
      ...columns,
      revised(item, { expression: revised(expression, { except: [...expression.except, ...names] }) }),
    ]
  })
  return items.length === node.items.length ? node : revised(node, { items })
}

/** `hash(*)`: the columns in the star's place. Only `count` takes a star itself. */
export function withColumns(
  node: Call,
  original: Call,
  types: Pick<QueryTypes, 'starColumns' | 'typeOf'>,
  translation: Translation,
): Call {
  const stars = original.args.filter((argument): argument is Star => argument.kind === 'star')
  if (stars.length === 0 || !findFunction(translation.dialect, nameOf(node))) return node
  if (nameOf(node) === 'count' && !node.distinct) {
    const qualified = stars.find(({ qualifier }) => qualifier.length > 0)
    if (qualified && translation.dialect === 'spark') {
      translation.reject(qualified.span, 'Spark counts no `t.*`.', 'Write `count(*)`, or the columns.')
    }
    return node
  }
  const columns = new Map(stars.map((star) => [star, types.starColumns(star)]))
  const open = stars.find((star) => !columns.get(star))
  if (open) {
    translation.refuse(open.span, '*', 'Its columns are not known here: write them.')
    return node
  }
  for (const column of [...columns.values()].flatMap((list) => list ?? [])) {
    translation.setType(column, types.typeOf(column))
  }
  const args = node.args.flatMap((argument): readonly Argument[] =>
    argument.kind === 'star' ? (columns.get(argument) ?? [argument]) : [argument],
  )
  return revised(node, { args })
}
