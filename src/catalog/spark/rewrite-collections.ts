import {
  array,
  binary,
  call,
  caseWhen,
  cast,
  column,
  identifier,
  isNull,
  lambda,
  nullValue,
  number,
  string,
  struct,
} from '../../sql/build.ts'
import type { Argument, Expression, Lambda, Node, TextSpan } from '../../sql/tree.ts'
import { rewrite as rewriteTree, walk } from '../../sql/walk.ts'
import type { Rewrite } from '../entry.ts'
import { type SqlType, sameType } from '../types/sql-type.ts'
import { duckdbTypeName } from '../types/write-type.ts'
import { macroCall, nameOf, recall, values } from '../write.ts'
import { inType } from './arithmetic.ts'
import { fieldNameOf } from './collection-types.ts'
import { extremeOf, sortedByKey } from './order-key.ts'
import { asText } from './rewrite-bytes.ts'

/** The body of a lambda with its parameters replaced. */
export function applied(lambda: Lambda, replacements: readonly Expression[]): Expression {
  const byName = new Map(lambda.parameters.map(({ name }, index) => [name.toLowerCase(), replacements[index]]))
  return rewriteTree(lambda.body, (node: Node) => {
    if (node.kind !== 'column') return node
    const [first, ...fields] = node.parts
    const replacement = first && byName.get(first.name.toLowerCase())
    if (!replacement) return node
    return fields.reduce<Expression>((value, name) => ({ kind: 'field', span: node.span, value, name }), replacement)
  })
}

function lambdaOf(argument: Argument | undefined): Lambda | null {
  return argument?.kind === 'lambda' ? argument : null
}

/** Spark counts the elements for a lambda from 0, DuckDB from 1. */
function fromZero(lambda: Lambda): Lambda {
  const [item, index] = lambda.parameters
  if (!item || !index) return lambda
  const { span } = lambda
  const place = binary('-', column(index.name, span), number(1, span), span)
  return { ...lambda, body: applied(lambda, [column(item.name, span), place]) }
}

export function arrayMapped(name: 'list_transform' | 'list_filter'): Rewrite {
  return (node, context) => {
    const [list, second] = values(node)
    const lambda = lambdaOf(second)
    if (!list || !lambda) return context.refuse(node.span, 'Write the second argument as `x -> …`.')
    return call(name, [list, fromZero(lambda)], node.span)
  }
}

export function arrayTested(name: 'some_item' | 'every_item'): Rewrite {
  return (node, context) => {
    const [list, second] = values(node)
    const lambda = lambdaOf(second)
    if (!list || !lambda) return context.refuse(node.span, 'Write the second argument as `x -> …`.')
    return macroCall(name, [call('list_transform', [list, lambda], node.span)], node.span)
  }
}

/** Folds over pairs of a sum and an item, since DuckDB's fold wants both to have one type. */
export const aggregated: Rewrite = (node, context) => {
  const [list, start, second, third] = values(node)
  const merge = lambdaOf(second)
  if (!list || !start || !merge) return context.refuse(node.span, 'Write the third argument as `(sum, x) -> …`.')
  const { span } = node
  const [sum, item] = [context.exactTypeOf(start), elementOf(context.exactTypeOf(list))]
  const [sumName, itemName] = [duckdbTypeName(sum, 'spark'), duckdbTypeName(item, 'spark')]
  const finish = lambdaOf(third)
  if (!sumName || !itemName || sameType(sum, item)) {
    const folded = call('list_reduce', [list, merge, start], span)
    return finish ? applied(finish, [folded]) : folded
  }
  const pair = (total: Expression, value: Expression) =>
    struct(
      [
        ['total', cast(total, sumName, span)],
        ['item', cast(value, itemName, span)],
      ],
      span,
    )
  const pairs = call(
    'list_transform',
    [list, lambda(['_item'], pair(nullValue(span), column('_item', span)), span)],
    span,
  )
  const body = applied(merge, [column(['_fold', 'total'], span), column(['_next', 'item'], span)])
  const fold = lambda(['_fold', '_next'], pair(body, column(['_next', 'item'], span)), span)
  const folded = call('list_reduce', [pairs, fold, pair(start, nullValue(span))], span)
  const total: Expression = { kind: 'field', span, value: folded, name: identifier('total', span) }
  return finish ? applied(finish, [total]) : total
}

function elementOf(type: SqlType | null): SqlType | null {
  return type?.kind === 'array' ? type.element : null
}

/** Maps of the keys of both, each with what either has. */
export const zippedMaps: Rewrite = (node, context) => {
  const [left, right, third] = values(node)
  const given = lambdaOf(third)
  if (!left || !right || !given) return context.refuse(node.span, 'Write the third argument as `(k, x, y) -> …`.')
  const { span } = node
  const keys = call('list_concat', [call('map_keys', [left], span), call('map_keys', [right], span)], span)
  const key = column('_key', span)
  const valueAt = (map: Expression): Expression => ({ kind: 'subscript', span, value: map, index: key })
  const body = applied(given, [key, valueAt(left), valueAt(right)])
  const entry = struct(
    [
      ['key', key],
      ['value', body],
    ],
    span,
  )
  const entries = call(
    'list_transform',
    [macroCall('distinct_items', [keys], span), lambda(['_key'], entry, span)],
    span,
  )
  const absent = binary('or', isNull(left, span), isNull(right, span), span)
  return caseWhen([[absent, nullValue(span)]], call('map_from_entries', [entries], span), span)
}

export const zippedWith: Rewrite = (node, context) => {
  const [left, right, third] = values(node)
  const lambda = lambdaOf(third)
  if (!left || !right || !lambda) return context.refuse(node.span, 'Write the third argument as `(x, y) -> …`.')
  const { span } = node
  const pair = column('_pair', span)
  const sides = [1, 2].map(
    (place): Expression => ({ kind: 'subscript', span, value: pair, index: number(place, span) }),
  )
  const body = applied(lambda, sides)
  const zippedPairs = call(
    'list_transform',
    [
      call('list_zip', [left, right], span),
      { ...lambda, parameters: [{ kind: 'identifier', span, name: '_pair', quoted: false }], body },
    ],
    span,
  )
  return nullWithAny([left, right], zippedPairs, span)
}

/** NULL when one of the collections is: DuckDB takes it for an empty one. */
function nullWithAny(collections: readonly Expression[], value: Expression, span: TextSpan): Expression {
  const [first, ...rest] = collections.map((collection) => isNull(collection, span))
  if (!first) return value
  const absent = rest.reduce<Expression>((one, other) => binary('or', one, other, span), first)
  return caseWhen([[absent, nullValue(span)]], value, span)
}

/** Maps whose types differ take the common one. */
export const joinedMaps: Rewrite = (node, context) => {
  const { span } = node
  const maps = values(node)
  const { result } = context
  if (maps.length === 0) return call('map', [], span)
  const name = result?.kind === 'map' && result.key && result.value ? duckdbTypeName(result, 'spark') : null
  const typed = maps.map((map) => {
    const type = context.exactTypeOf(map)
    return name && type && result && !sameType(type, result) ? cast(map, name, map.span) : map
  })
  const [only] = typed
  return nullWithAny(maps, typed.length === 1 && only ? only : call('map_concat', typed, span), span)
}

/** A map goes through its entries, whose fields stand for the lambda's key and value. */
export function mapTransformed(part: 'keys' | 'values' | 'filter'): Rewrite {
  return (node, context) => {
    const [map, second] = values(node)
    const given = lambdaOf(second)
    if (!map || !given) return context.refuse(node.span, 'Write the second argument as `(k, v) -> …`.')
    const { span } = node
    const [key, value] = ['key', 'value'].map((name): Expression => column(['_entry', name], span))
    if (!key || !value) return null
    const body = applied(given, [key, value])
    const entries = call('map_entries', [map], span)
    if (part === 'filter') {
      return call('map_from_entries', [call('list_filter', [entries, lambda(['_entry'], body, span)], span)], span)
    }
    const entry = struct(
      [
        ['key', part === 'keys' ? body : key],
        ['value', part === 'values' ? body : value],
      ],
      span,
    )
    return call('map_from_entries', [call('list_transform', [entries, lambda(['_entry'], entry, span)], span)], span)
  }
}

export const mapOf: Rewrite = (node, context) => {
  const args = values(node)
  if (args.length % 2 === 1) return context.refuse(node.span, 'A map needs a value for each key.')
  const type = context.result?.kind === 'map' ? context.result : null
  const alike = (part: SqlType | null | undefined, items: readonly Expression[]) => {
    if (part?.kind === 'string') return items.map((item) => asText(item, context))
    // DuckDB would make a decimal beside a float a float.
    return part?.kind === 'float' && part.bits === 64 ? items.map((item) => inType(item, part)) : items
  }
  const keys = alike(
    type?.key,
    args.filter((_, index) => index % 2 === 0),
  )
  const entries = alike(
    type?.value,
    args.filter((_, index) => index % 2 === 1),
  )
  return call('map', [array(keys, node.span), array(entries, node.span)], node.span)
}

export const namedStruct: Rewrite = (node, context) => {
  const args = values(node)
  const fields: [string, Expression][] = []
  for (let at = 0; at < args.length; at += 2) {
    const [name, value] = [args[at], args[at + 1]]
    if (!name || !value || name.kind !== 'string') return context.refuse(node.span, 'Write the names as literals.')
    fields.push([name.value, value])
  }
  return struct(fields, node.span)
}

/** Fields are named by `as`, else after their column, else by their place. */
export const structOf: Rewrite = (node) => {
  const given = values(node)
  const fields = node.args.map((argument, index): [string, Expression] => {
    const value = given[index]
    return [fieldNameOf(argument) ?? `col${index + 1}`, value ?? nullValue(node.span)]
  })
  return struct(fields, node.span)
}

export const elementAt: Rewrite = (node) => {
  const [value, index] = values(node)
  return value && index ? { kind: 'subscript', span: node.span, value, index } : null
}

/** Whole numbers, or dates and moments by an interval (a day unless told). */
export const sequence: Rewrite = (node, context) => {
  const [from, to, step] = values(node)
  if (!from || !to) return null
  const { span } = node
  if (!step || context.typeOf(step) !== 'interval') {
    return macroCall('spark_sequence', step ? [from, to, step] : [from, to], span)
  }
  return macroCall('spark_moments', [from, to, step], span)
}

/** `arrays_zip(a, b)`: fields are named after the columns, else by their place from 0. */
export const zipped: Rewrite = (node) => {
  const { span } = node
  const lists = values(node)
  const pair = column('_zipped', span)
  const fields = lists.map((list, index): [string, Expression] => {
    const name = list.kind === 'column' ? list.parts.at(-1)?.name : undefined
    return [name ?? String(index), { kind: 'subscript', span, value: pair, index: number(index + 1, span) }]
  })
  const pairs = call(
    'list_transform',
    [call('list_zip', lists, span), lambda(['_zipped'], struct(fields, span), span)],
    span,
  )
  return nullWithAny(lists, pairs, span)
}

/** A comparator decides the place of each element: behind all that come before it, and behind its equals to the left. */
export const sortedArray: Rewrite = (node, context) => {
  const [given, second] = values(node)
  if (!given) return null
  const { span } = node
  if (!second) return call('list_sort', [given, string('ASC', span), string('NULLS LAST', span)], span)
  const comparator = lambdaOf(second)
  if (!comparator) return context.refuse(second.span, 'Write the comparator as `(left, right) -> …`.')
  const list = minds(comparator.body) ? given : macroCall('without_nulls', [given], span)
  const [one, other] = [column('_one', span), column('_other', span)]
  const [place, otherPlace] = [column('_place', span), column('_other_place', span)]
  const compared = (left: Expression, right: Expression) => applied(comparator, [left, right])
  const before = binary('>', compared(one, other), number(0, span), span)
  const same = binary('=', compared(one, other), number(0, span), span)
  const earlier = binary('and', same, binary('<', otherPlace, place, span), span)
  const goesBefore = lambda(['_other', '_other_place'], binary('or', before, earlier, span), span)
  const rank = call('len', [call('list_filter', [list, goesBefore], span)], span)
  const ranked = struct(
    [
      ['rank', rank],
      ['item', one],
    ],
    span,
  )
  const pairs = call('list_transform', [list, lambda(['_one', '_place'], ranked, span)], span)
  const item = lambda(['_ranked'], column(['_ranked', 'item'], span), span)
  return call('list_transform', [call('list_sort', [pairs], span), item], span)
}

/** Whether a comparator looks for NULL. */
function minds(body: Expression): boolean {
  let found = false
  walk(body, (node) => {
    if (node.kind === 'is' || node.kind === 'is-distinct') found = true
    if (node.kind === 'call' && nullTests.has(nameOf(node))) found = true
  })
  return found
}

const nullTests: ReadonlySet<string> = new Set([
  'coalesce',
  'ifnull',
  'isnull',
  'isnotnull',
  'nvl',
  'nvl2',
  'spark_isnull',
  'spark_isnotnull',
])

/** Structs and arrays within an array are ordered by what is in them, NULLs first. */
export const sortedElements: Rewrite = (node, context) => {
  const [list, ascending] = values(node)
  const type = list ? context.exactTypeOf(list) : null
  const element = type?.kind === 'array' ? type.element : null
  const isNested = element?.kind === 'array' || element?.kind === 'struct'
  if (!list || !isNested) return macroCall('spark_sort_array', values(node), node.span)
  if (ascending && ascending.kind !== 'boolean') return context.refuse(ascending.span, 'Write true or false.')
  return sortedByKey(list, element, ascending?.kind === 'boolean' && !ascending.value)
}

export function extremeElement(name: 'max' | 'min'): Rewrite {
  return (node, context) => {
    const [list] = values(node)
    const type = list ? context.exactTypeOf(list) : null
    const byKey = list && type?.kind === 'array' ? extremeOf(name, list, type.element, node.span) : null
    return byKey ?? recall(node, `list_${name}`)
  }
}
