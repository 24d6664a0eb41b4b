import { call, string } from '../../sql/build.ts'
import { revised } from '../../sql/node-forms.ts'
import type { Between, Binary, Case, Expression, InList, InSubquery, IsDistinct } from '../../sql/tree.ts'
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
  return call('rtrim', [value, string(' ', value.span)], value.span)
}

const trims: ReadonlySet<string> = new Set([
  'rtrim',
  'trim',
  'redshift_btrim',
  'redshift_rtrim',
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
  if (!areTexts([left, right], translation)) return node
  const [a, b] = [blankFree(left, translation), blankFree(right, translation)]
  return a === left && b === right ? node : (revised<Binary | IsDistinct>(node, { left: a, right: b }) as T)
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

/** `k in (select …)`, where the query is a plain select of one text. */
export function textMembership(node: InSubquery, translation: Translation): InSubquery {
  const { body } = node.query
  const [item] = body.kind === 'select' ? body.items : []
  if (body.kind !== 'select' || body.items.length !== 1 || !item || item.expression.kind === 'star') return node
  if (!areTexts([node.value, item.expression], translation)) return node
  const items = [revised(item, { expression: blankFree(item.expression, translation) })]
  const query = revised(node.query, { body: revised(body, { items }) })
  return revised(node, { value: blankFree(node.value, translation), query })
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
