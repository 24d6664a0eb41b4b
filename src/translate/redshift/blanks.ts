import { call, string } from '../../sql/build.ts'
import { revised } from '../../sql/node-forms.ts'
import type {
  Between,
  Binary,
  Case,
  Expression,
  InList,
  InSubquery,
  IsDistinct,
  Quantified,
  QueryBody,
  Row,
  SelectItem,
  Window,
} from '../../sql/tree.ts'
import type { Translation } from '../context.ts'

/**
 * Blanks at the end of texts do not count when Redshift compares them; DuckDB and PostgreSQL count them. They are cut off
 * on both sides, wherever both are texts and a blank is possible.
 */
export function blankFree(value: Expression, translation: Translation): Expression {
  if (value.kind === 'string') {
    const cut = value.value.replace(/ +$/, '')
    return cut === value.value ? value : { ...value, value: cut }
  }
  if (translation.typeOf(value) !== 'string' || endsWithoutBlank(value)) return value
  // DuckDB cuts character by character, ten times as slowly as it looks whether there is anything to cut.
  if (translation.target === 'duckdb' && value.kind === 'column')
    return call(['tidemill', 'redshift_blank_free'], [value], value.span)
  return call('rtrim', [value, string(' ', value.span)], value.span)
}

const trims: ReadonlySet<string> = new Set([
  'rtrim',
  'trim',
  'redshift_btrim',
  'redshift_rtrim',
  'redshift_blank_free',
  'md5',
  'redshift_md5',
  'sha256',
])

function endsWithoutBlank(value: Expression): boolean {
  if (value.kind !== 'call') return false
  const [, characters] = value.args
  if (!trims.has(value.name.at(-1)?.name ?? '')) return false
  return characters === undefined || (characters.kind === 'string' && characters.value === ' ')
}

function areTexts(values: readonly Expression[], translation: Translation): boolean {
  return values.every((value) => value.kind === 'string' || translation.typeOf(value) === 'string')
}

/** Without a column among them the engine could do it itself, but then nothing is lost either. */
export function textComparison<T extends Binary | IsDistinct>(node: T, translation: Translation): T {
  const { left, right } = node
  if (left.kind === 'row' && right.kind === 'row') return rowComparison(node, left, right, translation)
  if (!areTexts([left, right], translation)) return node
  const [a, b] = [blankFree(left, translation), blankFree(right, translation)]
  return a === left && b === right ? node : (revised<Binary | IsDistinct>(node, { left: a, right: b }) as T)
}

/** `(a, b) = (c, d)`: each pair of texts by itself. */
function rowComparison<T extends Binary | IsDistinct>(node: T, left: Row, right: Row, translation: Translation): T {
  const [a, b] = [[...left.items], [...right.items]]
  for (const [at, one] of left.items.entries()) {
    const other = right.items[at]
    if (!other || !areTexts([one, other], translation)) continue
    a[at] = blankFree(one, translation)
    b[at] = blankFree(other, translation)
  }
  return { ...node, left: { ...left, items: a }, right: { ...right, items: b } }
}

export function textRange(node: Between, translation: Translation): Between {
  const { value, low, high } = node
  if (!areTexts([value, low, high], translation)) return node
  return revised(node, {
    value: blankFree(value, translation),
    low: blankFree(low, translation),
    high: blankFree(high, translation),
  })
}

export function textList(node: InList, translation: Translation): InList {
  if (!areTexts([node.value, ...node.items], translation)) return node
  const items = node.items.map((item) => blankFree(item, translation))
  return revised(node, { value: blankFree(node.value, translation), items })
}

/** `k in (select …)`, and `k = any (select …)`: every select of the sub-query gives its texts without blanks. */
export function textMembership<T extends InSubquery | Quantified>(node: T, translation: Translation): T {
  const values = node.value.kind === 'row' ? node.value.items : [node.value]
  const trimmed = [...values]
  const texts = values.map((value) => areTexts([value], translation))
  const body = trimmedBody(node.query.body, texts, translation)
  if (!body) return node
  for (const [at, value] of values.entries()) if (texts[at]) trimmed[at] = blankFree(value, translation)
  const [only] = trimmed
  const value = node.value.kind === 'row' ? { ...node.value, items: trimmed } : (only ?? node.value)
  return { ...node, value, query: { ...node.query, body } }
}

/** Null where a select does not say its columns, or gives something else than a text for one. */
function trimmedBody(body: QueryBody, texts: readonly boolean[], translation: Translation): QueryBody | null {
  if (body.kind === 'query') {
    const inner = trimmedBody(body.body, texts, translation)
    return inner && { ...body, body: inner }
  }
  if (body.kind === 'set-operation') {
    // Rows that must be told apart as they are would be so no longer.
    if (body.rest.some(({ operator }) => operator !== 'union')) return null
    const first = trimmedBody(body.first, texts, translation)
    const rest = body.rest.map((branch) => ({ branch, inner: trimmedBody(branch.body, texts, translation) }))
    if (!first || rest.some(({ inner }) => !inner)) return null
    return { ...body, first, rest: rest.map(({ branch, inner }) => ({ ...branch, body: inner ?? branch.body })) }
  }
  if (body.kind !== 'select' || body.items.length !== texts.length) return null
  const items: SelectItem[] = []
  for (const [at, item] of body.items.entries()) {
    if (item.expression.kind === 'star') return null
    if (!texts[at]) items.push(item)
    else if (areTexts([item.expression], translation)) {
      items.push({ ...item, expression: blankFree(item.expression, translation) })
    } else return null
  }
  return { ...body, items }
}

/** Rows of a window belong together, and are peers, whatever blanks their texts end with. */
export function textWindow(node: Window, translation: Translation): Window {
  const partitionBy = node.partitionBy.map((key) => (key.kind === 'string' ? key : blankFree(key, translation)))
  const orderBy = node.orderBy.map((item) =>
    item.expression.kind === 'string' ? item : { ...item, expression: blankFree(item.expression, translation) },
  )
  return { ...node, partitionBy, orderBy }
}

/** `case x when 'a' …`. */
export function textCase(node: Case, translation: Translation): Case {
  const { operand, branches } = node
  if (!operand || !areTexts([operand, ...branches.map(({ when }) => when)], translation)) return node
  return revised(node, {
    operand: blankFree(operand, translation),
    branches: branches.map((branch) => revised(branch, { when: blankFree(branch.when, translation) })),
  })
}
