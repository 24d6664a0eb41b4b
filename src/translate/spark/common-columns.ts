import { commonOfTwo } from '../../catalog/types/common-type.ts'
import { isWholeType, type SqlType } from '../../catalog/types/sql-type.ts'
import { typeName } from '../../catalog/types/write-type.ts'
import { simpleType } from '../../sql/build.ts'
import { revised } from '../../sql/node-forms.ts'
import type { InlineTable, QueryBody, Select, SetOperation, Values } from '../../sql/tree.ts'
import type { Translation } from '../context.ts'
import { sparkCast } from './casts.ts'
import { areDoubles, withDoubles } from './common-text.ts'

/**
 * The branches of a union take one type for each column. Text among other types makes all of them text, as Spark writes
 * them; what has no common type is refused, as Spark does.
 */
export function withCommonColumns(node: SetOperation, translation: Translation): SetOperation {
  const bodies = [node.first, ...node.rest.map(({ body }) => body)]
  const selects = bodies.filter((body): body is Select => body.kind === 'select' && hasPlainItems(body))
  const types = selects.map((select) => select.items.map(({ expression }) => translation.exactTypeOf(expression)))
  const width = types[0]?.length ?? 0
  if (types.some((one) => one.length !== width)) return node
  const targets = Array.from({ length: width }, (_, at): Target => {
    const column = types.map((one) => one[at] ?? null)
    checkColumn(column, selects, at, translation)
    if (column.some((type) => type?.kind === 'string')) return 'string'
    return areDoubles(column) ? 'double' : null
  })
  if (targets.every((target) => target === null)) return node
  const change = (body: QueryBody): QueryBody =>
    body.kind === 'select' && hasPlainItems(body) ? withTargets(body, targets, translation) : body
  return revised(node, {
    first: change(node.first),
    rest: node.rest.map((branch) => revised(branch, { body: change(branch.body) })),
  })
}

function hasPlainItems(select: Select): boolean {
  return select.items.every(({ expression }) => expression.kind !== 'star')
}

function checkColumn(
  types: readonly (SqlType | null)[],
  selects: readonly Select[],
  at: number,
  translation: Translation,
): void {
  const [first, ...rest] = types
  if (!isWholeType(first ?? null)) return
  rest.forEach((type, index) => {
    const item = selects[index + 1]?.items[at]
    if (!first || !item || !isWholeType(type) || commonOfTwo(first, type, 'spark')) return
    const names = [first, type].map((one) => typeName(one, 'spark')).join(' and ')
    translation.reject(item.span, `The branches have no common type here: ${names}.`, 'Cast one of them.')
  })
}

/** What all branches of a column are cast to; null for what DuckDB unites as Spark does. */
type Target = 'string' | 'double' | null

function withTargets(select: Select, targets: readonly Target[], translation: Translation): Select {
  const items = select.items.map((item, at) => {
    const { expression } = item
    const type = translation.exactTypeOf(expression)
    const target = targets[at]
    if (!target || !type || type.kind === 'string' || type.kind === 'null') return item
    const { span } = expression
    return revised(item, { expression: sparkCast(expression, simpleType(target, span), span, translation) })
  })
  return revised(select, { items })
}

/** A float and a decimal in one column of `values` are doubles. */
export function withDoubleRows<Rows extends InlineTable | Values>(node: Rows, translation: Translation): Rows {
  const width = node.rows[0]?.items.length ?? 0
  const columns = Array.from({ length: width }, (_, at) => {
    const values = node.rows.flatMap(({ items }) => items[at] ?? [])
    return { values, united: withDoubles(values, translation) }
  })
  if (columns.every(({ values, united }) => united === values)) return node
  const rows = node.rows.map((row, index) =>
    revised(row, { items: row.items.map((value, at) => columns[at]?.united[index] ?? value) }),
  )
  return { ...node, rows }
}

/** The rows of `values` take one type as well, but text is not read as another, nor the other way round. */
export function checkRows(node: Pick<InlineTable, 'rows'>, translation: Translation): void {
  const [first] = node.rows
  first?.items.forEach((_, at) => {
    let common: SqlType | null = null
    for (const row of node.rows) {
      const value = row.items[at]
      const type = value ? translation.exactTypeOf(value) : null
      if (!value || !type || !isWholeType(type) || type.kind === 'null') continue
      const mixed: boolean | null = common && (common.kind === 'string') !== (type.kind === 'string')
      const next: SqlType | null = common ? (mixed ? null : commonOfTwo(common, type, 'spark')) : type
      if (!next) {
        translation.reject(value.span, 'The rows have no common type in this column.', 'Cast the values to one type.')
        return
      }
      common = next
    }
  })
}
