import { sameExpression } from '../../analysis/same-expression.ts'
import { nameOf } from '../../catalog/write.ts'
import { binary, call, caseWhen, number } from '../../sql/build.ts'
import { isExpression } from '../../sql/is-expression.ts'
import { revised } from '../../sql/node-forms.ts'
import type {
  Call,
  Column,
  Expression,
  GroupingElement,
  Identifier,
  Node,
  OrderItem,
  Query,
  Select,
  SelectItem,
} from '../../sql/tree.ts'
import { walk } from '../../sql/walk.ts'
import type { Translation } from '../context.ts'
import { blankFree } from './blanks.ts'
import { isAggregate } from './pivot.ts'
import { distinctSelect } from './text-sets.ts'

/** Changes of expressions that stand outside of the select itself, in the `order by` behind it. */
const changesBehind = new WeakMap<Node, (expression: Expression) => Expression>()

/**
 * Texts that differ in blanks at their end alone are one group: `select k, sum(v) … group by k` is
 * `select min(k) as k, sum(v) … group by rtrim(k)`. The value is that with the fewest blanks; Redshift takes any.
 * `finished` is what else becomes of the select that computes the rows.
 */
export function withTextGroups(
  select: Select,
  translation: Translation,
  finished: (select: Select) => Select = (one) => one,
): Select {
  const simple = select.distinct ? asGroups(select, translation) : select
  if (simple.distinct) return withDistinctRows(simple, translation, finished)
  return finished(withTextKeys(simple, translation) ?? select)
}

function withTextKeys(plain: Select, translation: Translation): Select | null {
  if (!plain.groupBy || plain.groupBy.all) return null
  const keys: Key[] = []
  const trimmed = (element: GroupingElement, isOptional: boolean): GroupingElement => {
    if (element.kind === 'grouping-sets') {
      return revised(element, { items: element.items.map((item) => trimmed(item, true)) })
    }
    if (element.kind === 'row') {
      return revised(element, { items: element.items.map((item) => trimmed(item, isOptional) as Expression) })
    }
    const value = keyOf(element, plain, translation)
    const free = value && value.kind !== 'string' ? blankFree(value, translation) : value
    if (!value || !free || free === value) return element
    keys.push({ value, free, isOptional })
    return free
  }
  const items = plain.groupBy.items.map((element) => trimmed(element, false))
  if (keys.length === 0) return null
  const change = (expression: Expression) => represented(expression, keys, translation) as Expression
  const optional = (expression: Expression | null) => expression && change(expression)
  const result: Select = revised(plain, {
    items: plain.items.map((item) => changedItem(item, change)),
    groupBy: revised(plain.groupBy, { items }),
    having: optional(plain.having),
    qualify: optional(plain.qualify),
  })
  changesBehind.set(result, change)
  return result
}

interface Key {
  readonly value: Expression
  /** Without its blanks: what is grouped by. */
  readonly free: Expression
  /** A total over all of its values has none: in grouping sets. */
  readonly isOptional: boolean
}

/** Rows that are made distinct after all else has been computed. */
function withDistinctRows(select: Select, translation: Translation, finished: (select: Select) => Select): Select {
  const inner = withTextKeys(select, translation) ?? select
  const rows = finished(revised(inner, { distinct: false, top: null }))
  const distinct = distinctSelect(rows, select, translation)
  if (!distinct) return finished(inner)
  const result = revised(distinct, { top: select.top })
  const columns = result.items.map(({ expression, alias }) => alias ?? nameOfColumn(expression))
  const places = [...inner.items.entries()].filter(([at]) => columns[at])
  // What is ordered by is one of the columns.
  const earlier = changesBehind.get(inner)
  changesBehind.set(result, (expression) => {
    const wanted = earlier?.(expression) ?? expression
    const place = places.find(([, item]) => sameKey(item.expression, wanted))
    const name = place && columns[place[0]]
    return name ? { kind: 'column', span: expression.span, parts: [name] } : expression
  })
  return result
}

function nameOfColumn(expression: Expression): Identifier | null {
  return expression.kind === 'column' ? (expression.parts.at(-1) ?? null) : null
}

/** An order by a group's text is one by the text that stands for it. */
export function withTextOrder(query: Query): Query {
  const change = changesBehind.get(query.body)
  if (!change || query.body.kind !== 'select') return query
  const names = new Set(query.body.items.flatMap(({ alias }) => alias?.name.toLowerCase() ?? []))
  const orderBy = query.orderBy.map((item): OrderItem => {
    const { expression } = item
    // A bare name is that of a column of the result.
    const isName = expression.kind === 'column' && expression.parts.length === 1
    if (isName && names.has(expression.parts[0]?.name.toLowerCase() ?? '')) return item
    return revised(item, { expression: change(expression) })
  })
  return revised(query, { orderBy })
}

/** `select distinct a, b` as a grouping by both, where a text is among them. */
function asGroups(select: Select, translation: Translation): Select {
  const { items, span } = select
  if (select.groupBy || select.having || select.qualify) return select
  const hasText = items.some(
    ({ expression }) => expression.kind !== 'string' && blankFree(expression, translation) !== expression,
  )
  const isPlain = items.every(({ expression }) => expression.kind !== 'star' && !computesOverRows(expression))
  if (!hasText || !isPlain) return select
  const keys = items.map(({ expression }) => expression).filter((expression) => !isConstant(expression))
  return revised(select, { distinct: false, groupBy: { kind: 'group-by', span, all: false, items: keys } })
}

function isConstant({ kind }: Expression): boolean {
  return ['string', 'number', 'null', 'boolean', 'typed-literal', 'raw'].includes(kind)
}

function computesOverRows(expression: Expression): boolean {
  let found = false
  walk(expression, (node) => {
    if (node.kind === 'call' && (node.over !== null || isAggregate(node))) found = true
    if (node.kind === 'subquery' || node.kind === 'exists') found = true
  })
  return found
}

/** What an element of `group by` stands for: an item by its place or alias, or itself. Null where that is not sure. */
function keyOf(element: Expression, { items }: Select, translation: Translation): Expression | null {
  if (element.kind === 'number') return items[Number(element.digits) - 1]?.expression ?? null
  if (element.kind !== 'column' || element.parts.length > 1) return element
  // A column of the relations goes before an item of its name.
  if (translation.names.attributeOf(translation.originOf(element))?.item) return element
  const name = element.parts[0]?.name.toLowerCase() ?? ''
  const named = items.find(({ alias }) => alias?.name.toLowerCase() === name)
  if (!named || sameKey(named.expression, element)) return element
  let mentions = false
  walk(named.expression, (node) => {
    if (node.kind === 'column' && node.parts.at(-1)?.name.toLowerCase() === name) mentions = true
  })
  return mentions ? null : named.expression
}

function changedItem(item: SelectItem, change: (expression: Expression) => Expression): SelectItem {
  const expression = change(item.expression)
  if (expression === item.expression) return item
  const own = item.expression.kind === 'column' ? (item.expression.parts.at(-1) ?? null) : null
  return revised(item, { expression, alias: item.alias ?? own })
}

/** The expression with each key replaced by the least text of its group, but within aggregates. */
function represented(node: unknown, keys: readonly Key[], translation: Translation): unknown {
  if (Array.isArray(node)) {
    const items = node.map((item) => represented(item, keys, translation))
    return items.some((item, at) => item !== node[at]) ? items : node
  }
  if (!isNode(node) || node.kind === 'query') return node
  if (isExpression(node)) {
    const key = keys.find((one) => sameKey(one.value, node))
    if (key) return representative(key, node, translation)
    if (node.kind === 'call' && nameOf(node) === 'grouping') return groupingOf(node, keys)
    if (node.kind === 'call' && node.over === null && isAggregate(node)) return node
  }
  let copy: Record<string, unknown> | null = null
  for (const [name, value] of Object.entries(node)) {
    const changed = typeof value === 'object' ? represented(value, keys, translation) : value
    if (changed === value) continue
    copy ??= { ...node }
    copy[name] = changed
  }
  if (!copy) return node
  if (isExpression(node)) translation.setType(copy as unknown as Node, translation.exactTypeOf(node))
  return copy
}

function representative({ value, free, isOptional }: Key, { span }: Expression, translation: Translation): Expression {
  const least = call('min', [value], span)
  const isKey = binary('=', call('grouping', [free], span), number(0, span), span)
  const result = isOptional ? caseWhen([[isKey, least]], null, span) : least
  translation.setType(result, translation.exactTypeOf(value))
  return result
}

/** It names the keys as they are grouped by. */
function groupingOf(node: Call, keys: readonly Key[]): Call {
  const args = node.args.map((one) =>
    one.kind === 'named-argument' ? one : (keys.find(({ value }) => sameKey(value, one))?.free ?? one),
  )
  return revised(node, { args })
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'kind' in value
}

/** With or without its table a column is the same. */
function sameKey(a: Expression, b: Expression): boolean {
  if (a.kind !== 'column' || b.kind !== 'column') return sameExpression(a, b)
  const last = ({ parts }: Column) => parts.at(-1)?.name.toLowerCase()
  if (a.parts.length !== b.parts.length) return (a.parts.length === 1 || b.parts.length === 1) && last(a) === last(b)
  return sameExpression(a, b)
}
