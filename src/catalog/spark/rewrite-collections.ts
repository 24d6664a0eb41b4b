import { array, binary, call, column, lambda, number, string, struct } from '../../sql/build.ts'
import type { Argument, Expression, Lambda, Node } from '../../sql/tree.ts'
import { rewrite as rewriteTree } from '../../sql/walk.ts'
import type { Rewrite } from '../entry.ts'
import { macroCall, values } from '../write.ts'

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

export const aggregated: Rewrite = (node, context) => {
  const [list, start, second, third] = values(node)
  const merge = lambdaOf(second)
  if (!list || !start || !merge) return context.refuse(node.span, 'Write the third argument as `(sum, x) -> …`.')
  const folded = call('list_reduce', [list, merge, start], node.span)
  const finish = lambdaOf(third)
  return finish ? applied(finish, [folded]) : folded
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
  return call(
    'list_transform',
    [
      call('list_zip', [left, right], span),
      { ...lambda, parameters: [{ kind: 'identifier', span, name: '_pair', quoted: false }], body },
    ],
    span,
  )
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
  const keys = args.filter((_, index) => index % 2 === 0)
  const entries = args.filter((_, index) => index % 2 === 1)
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
  const fields = node.args.map((argument, index): [string, Expression] => {
    if (argument.kind === 'named-argument') return [argument.name.name, argument.value]
    const column = argument.kind === 'column' ? argument.parts.at(-1)?.name : undefined
    return [column ?? `col${index + 1}`, argument]
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
  return call('list_transform', [call('list_zip', lists, span), lambda(['_zipped'], struct(fields, span), span)], span)
}

export const sortedArray: Rewrite = (node, context) => {
  const [list, comparator] = values(node)
  if (!list) return null
  if (comparator) return context.refuse(comparator.span, 'A comparator has no counterpart on DuckDB.')
  return call('list_sort', [list, string('ASC', node.span), string('NULLS LAST', node.span)], node.span)
}
