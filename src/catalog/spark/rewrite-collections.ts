import { array, binary, call, cast, column, lambda, number, struct } from '../../sql/build.ts'
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
  const type = context.typeOf(from)
  if (
    type !== 'date' &&
    type !== 'timestamp' &&
    step?.kind !== 'interval' &&
    context.typeOf(step ?? from) !== 'interval'
  ) {
    return macroCall('spark_sequence', step ? [from, to, step] : [from, to], span)
  }
  const bounds = [from, to].map((bound) => cast(bound, 'timestamp', bound.span))
  const oneDay = call('to_days', [number(1, span)], span)
  const series = call('generate_series', [...bounds, step ?? oneDay], span)
  if (type !== 'date') return series
  return call('list_transform', [series, lambda(['_moment'], cast(column('_moment', span), 'date', span), span)], span)
}
