import type { QueryTypes } from '../analysis/types/infer-types.ts'
import { identifier } from '../sql/build.ts'
import { revised } from '../sql/node-forms.ts'
import type { Select, SelectItem } from '../sql/tree.ts'
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
